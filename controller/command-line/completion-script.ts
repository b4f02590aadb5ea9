// Scripts with which a shell asks ctl for completions after TAB. Pure.

/** The shells that there is a script for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script for a shell; where ctl offers nothing, the shell offers files. */
export const completionScript = (shell: Shell): string => SCRIPTS[shell];

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# ctl completion bash >> ~/.bashrc
_ctl_completions() {
    local offered
    offered=$(ctl --get-yargs-completions "\${COMP_WORDS[@]}")
    COMPREPLY=($(compgen -W "$offered" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _ctl_completions ctl`,
  zsh: `#compdef ctl
# ctl completion zsh >> ~/.zshrc
_ctl_completions() {
    local offered
    local separators=$IFS
    IFS=$'\\n' offered=($(ctl --get-yargs-completions "\${words[@]}"))
    IFS=$separators
    _describe 'values' offered || _files
}
compdef _ctl_completions ctl`,
  fish: `# ctl completion fish > ~/.config/fish/completions/ctl.fish
function __ctl_completions
    set -l current (commandline -ct)
    set -l offered (ctl --get-yargs-completions (commandline -opc) "$current" | string match -- "$current*")
    if test (count $offered) -gt 0
        string join \\n -- $offered
    else
        __fish_complete_path "$current"
    end
end
complete -c ctl -f -a '(__ctl_completions)'`,
};
