import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may do what. Of every secret only a hash is kept. */
export class Access0006 implements MigrationInterface {
  name = 'Access0000000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table account (
        id text primary key,
        name text not null,
        email text not null,                         -- lower case
        role text not null check (role in ('viewer', 'trainer', 'auditor', 'admin')),
        password_hash text not null,                 -- argon2id
        created_at timestamptz not null,
        seen_at timestamptz,
        disabled_at timestamptz
      );
      create unique index account_by_email on account (email);

      create table session (
        token_hash bytea primary key,                -- SHA-256 of the cookie's value
        account_id text not null references account on delete cascade,
        created_at timestamptz not null,
        seen_at timestamptz not null
      );
      create index session_by_account on session (account_id);

      create table api_key (
        id text primary key,
        name text not null,
        role text not null check (role in ('ingest', 'viewer', 'trainer', 'auditor', 'admin')),
        prefix text not null,                        -- first characters, to recognise it
        token_hash bytea not null,                   -- SHA-256 of the key
        created_at timestamptz not null,
        used_at timestamptz,
        revoked_at timestamptz
      );
      create unique index api_key_by_token on api_key (token_hash);

      -- links printed at start while no administrator exists
      create table setup_token (
        token_hash bytea primary key,
        created_at timestamptz not null
      );

      -- failed sign-ins by address, by account, and by both
      create table sign_in_failure (
        subject bytea primary key,                   -- SHA-256 of what is counted
        failures int not null,
        window_at timestamptz not null               -- since when they are counted
      );
      -- addresses from which an account has signed in: others cannot lock its owner out there
      create table known_address (
        account_id text not null references account on delete cascade,
        address_hash bytea not null,                 -- SHA-256 of account and address
        seen_at timestamptz not null,
        primary key (account_id, address_hash)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table known_address, sign_in_failure, setup_token, api_key, session, account');
  }
}
