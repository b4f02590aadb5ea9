// Terraform's AWS provider drives the control endpoint: what it applies is planned empty, and served.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { terraformCommand } from '../helpers/needs';
import { answering, bench, cleanUp, foreignEnvironment, get, temporaryDir } from './support';
import type { Bench } from './support';

afterEach(cleanUp);

const configuration = (weight: number): string => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  skip_metadata_api_check     = true
  skip_credentials_validation = true
}

data "aws_lb" "all" {
  name = "sandbox"
}

data "aws_lb_listener" "http" {
  load_balancer_arn = data.aws_lb.all.arn
  port              = PORT
}

resource "aws_lambda_function" "svc" {
  for_each         = toset(["blue", "green"])
  function_name    = "svc-\${each.key}"
  filename         = "\${each.key}.zip"
  source_code_hash = filebase64sha256("\${each.key}.zip")
  runtime          = "nodejs20.x"
  handler          = "index.handler"
  role             = "arn:aws:iam::000000000000:role/r"
  memory_size      = 256
  timeout          = 5
  publish          = true
  tags             = { color = each.key }
  environment {
    variables = { COLOR = each.key }
  }
}

resource "aws_lambda_alias" "live" {
  for_each         = aws_lambda_function.svc
  name             = "live"
  function_name    = each.value.function_name
  function_version = each.value.version
}

resource "aws_lb_target_group" "svc" {
  for_each    = aws_lambda_function.svc
  name        = each.value.function_name
  target_type = "lambda"
  tags        = { color = each.key }
}

resource "aws_lambda_permission" "svc" {
  for_each      = aws_lambda_alias.live
  statement_id  = "elb"
  action        = "lambda:InvokeFunction"
  function_name = each.value.function_name
  qualifier     = each.value.name
  principal     = "elasticloadbalancing.amazonaws.com"
  source_arn    = aws_lb_target_group.svc[each.key].arn
}

resource "aws_lb_target_group_attachment" "svc" {
  for_each         = aws_lambda_alias.live
  target_group_arn = aws_lb_target_group.svc[each.key].arn
  target_id        = each.value.arn
  depends_on       = [aws_lambda_permission.svc]
}

resource "aws_lb_listener_rule" "svc" {
  listener_arn = data.aws_lb_listener.http.arn
  priority     = 10
  tags         = { service = "svc" }
  condition {
    path_pattern {
      values = ["/svc*"]
    }
  }
  action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.svc["blue"].arn
        weight = ${100 - weight}
      }
      target_group {
        arn    = aws_lb_target_group.svc["green"].arn
        weight = ${weight}
      }
      stickiness {
        enabled  = false
        duration = 3600
      }
    }
  }
}

resource "aws_lb_listener_rule" "gone" {
  listener_arn = data.aws_lb_listener.http.arn
  priority     = 20
  condition {
    host_header {
      values = ["gone.example.com"]
    }
  }
  condition {
    source_ip {
      values = ["127.0.0.0/8"]
    }
  }
  action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "gone"
      status_code  = "410"
    }
  }
}

resource "aws_lb_listener_rule" "moved" {
  listener_arn = data.aws_lb_listener.http.arn
  priority     = 30
  condition {
    http_header {
      http_header_name = "X-Old"
      values           = ["1"]
    }
  }
  action {
    type = "redirect"
    redirect {
      host        = "new.example.com"
      status_code = "HTTP_301"
    }
  }
}
`;

describe("Terraform's AWS provider", () => {
  it('applies a service, a change of its weights and its end, and plans nothing after each apply', async () => {
    const on = await bench();
    const dir = temporaryDir();
    for (const color of ['blue', 'green']) writeFileSync(join(dir, `${color}.zip`), answering(color));
    const terraform = (...args: string[]) => run(on, dir, args);
    const write = (weight: number): void =>
      writeFileSync(join(dir, 'main.tf'), configuration(weight).replace('PORT', String(on.port)));
    const apply = async (weight: number): Promise<void> => {
      write(weight);
      await terraform('apply', '-auto-approve');
      await terraform('plan', '-detailed-exitcode');
    };
    write(0);
    await terraform('init');
    await apply(0);
    expect((await get(on, { path: '/svc' })).body).toBe('blue');
    await apply(100);
    expect((await get(on, { path: '/svc' })).body).toBe('green');
    expect((await get(on, { headers: { host: 'gone.example.com' } })).status).toBe(410);
    expect((await get(on, { headers: { 'x-old': '1' } })).headers.location).toContain('://new.example.com:');
    await terraform('destroy', '-auto-approve');
    expect((await get(on, { path: '/svc' })).status).toBe(404);
  }, 300_000);
});

/** Fails with what Terraform printed; `plan -detailed-exitcode` fails when there is something to change. */
async function run(on: Bench, dir: string, args: readonly string[]): Promise<void> {
  const { TF_CLI_CONFIG_FILE } = process.env;
  const env = {
    ...foreignEnvironment(on),
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    ...(TF_CLI_CONFIG_FILE && { TF_CLI_CONFIG_FILE }),
  };
  await promisify(execFile)(terraformCommand(), [...args, '-no-color', '-input=false'], { cwd: dir, env }).catch(
    (error: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`terraform ${args.join(' ')}: ${error.stdout ?? ''}\n${error.stderr ?? ''}`);
    },
  );
}
