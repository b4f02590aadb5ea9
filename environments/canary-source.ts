// Checks the address blocks that may see the candidate: canonical CIDR, and not too wide. Pure.
import { Address4, Address6 } from 'ip-address';
import type { Fault } from './finding';

/** Shortest prefixes: a wider block is no longer a canary. */
const WIDEST_V4 = 16;
const WIDEST_V6 = 32;

/** RFC 5737: no client has an address of this block, so a canary slot that is switched off uses it. */
const UNUSED_BLOCK = new Address4('192.0.2.0/24');

/** What is wrong with a canary's source, and what to write instead; undefined for a valid one. */
export function checkCanarySource(text: string): Fault | undefined {
  const got = JSON.stringify(text);
  const [ip = '', length, ...rest] = text.split('/');
  const v6 = ip.includes(':');
  if (rest.length > 0 || !(v6 ? Address6.isValid(ip) : isIpv4(ip)) || ip.includes('%')) {
    return { message: `${got} is not a block of IP addresses`, hint: 'Write a CIDR block, such as 203.0.113.7/32' };
  }
  const whole = v6 ? 128 : 32;
  if (length === undefined) {
    return { message: `${got} has no prefix length`, hint: `Write ${ip}/${whole} for this address alone` };
  }
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > whole) {
    return {
      message: `${got} has the prefix length ${JSON.stringify(length)}`,
      hint: `Write a whole number from 0 to ${whole} without leading zeros, such as ${ip}/${whole}`,
    };
  }
  return v6 ? checkV6(ip, Number(length)) : checkV4(ip, Number(length));
}

function checkV4(ip: string, length: number): Fault | undefined {
  const block = new Address4(`${ip}/${length}`);
  if (length < WIDEST_V4) return tooWide(`${ip}/${length}`, WIDEST_V4);
  if (block.startAddress().correctForm() !== ip) {
    return hostBits(`${ip}/${length}`, block.startAddress().correctForm(), ip);
  }
  if (ip === '255.255.255.255') {
    return {
      message: 'AWS refuses 255.255.255.255/32',
      hint: "Write the client's own address, such as 203.0.113.7/32",
    };
  }
  if (block.isInSubnet(UNUSED_BLOCK)) {
    return {
      message: `${ip}/${length} is in 192.0.2.0/24, which no client has (RFC 5737)`,
      hint: "Write the client's own address, as the load balancer sees it",
    };
  }
  return undefined;
}

function checkV6(ip: string, length: number): Fault | undefined {
  const block = new Address6(`${ip}/${length}`);
  const start = block.startAddress().correctForm();
  if (/^::ffff:/i.test(new Address6(ip).correctForm()) && length >= 96) {
    const v4 = new Address6(ip).to4().correctForm();
    return {
      message: `${ip}/${length} is an IPv4-mapped IPv6 address`,
      hint: `Write ${v4}/${length - 96}`,
    };
  }
  if (length < WIDEST_V6) return tooWide(`${ip}/${length}`, WIDEST_V6);
  if (start === ip) return undefined;
  if (start !== new Address6(ip).correctForm()) return hostBits(`${ip}/${length}`, start, ip, 128);
  return { message: `${ip}/${length} is not in its short form`, hint: `Write ${start}/${length}` };
}

const tooWide = (text: string, widest: number): Fault => ({
  message: `${text} is wider than /${widest}: that is ordinary traffic, not a canary`,
  hint: `Write blocks of /${widest} or narrower; ctl shift moves a share of all traffic`,
});

const hostBits = (text: string, start: string, ip: string, whole = 32): Fault => ({
  message: `${text} has bits set after its prefix, which AWS refuses`,
  hint: `Write ${start}/${text.split('/')[1] ?? whole} for the block, or ${ip}/${whole} for this address alone`,
});

function isIpv4(ip: string): boolean {
  const octets = ip.split('.');
  return octets.length === 4 && octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
}
