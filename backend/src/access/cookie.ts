import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { cookieName } from '../http/operations.js';

export function readSessionCookie(request: FastifyRequest, config: Config): string | undefined {
  const name = cookieName(config);
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.split('=', 2);
    if (key?.trim() === name && value) return value.trim();
  }
  return undefined;
}

function writeCookie(reply: FastifyReply, config: Config, value: string, maxAge: number): void {
  const secure = config.publicUrl.startsWith('https:') ? '; Secure' : '';
  const attributes = `Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
  reply.header('set-cookie', `${cookieName(config)}=${value}; ${attributes}`);
}

export function giveSessionCookie(reply: FastifyReply, config: Config, token: string): void {
  writeCookie(reply, config, token, Math.floor(config.sessionMaxMs / 1000));
}

export function takeSessionCookie(reply: FastifyReply, config: Config): void {
  writeCookie(reply, config, '', 0);
  reply.header('clear-site-data', '"cache", "storage"');
}
