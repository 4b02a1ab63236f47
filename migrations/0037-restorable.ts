import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A body that is parsed once holds what it names; one that is text looks for it wherever the search path leads. */
const functions = (form: 'parsed' | 'text') => {
  const body = (expression: string) =>
    form === 'parsed' ? `return ${expression}` : `as $$ select ${expression} $$`;
  return `
    create or replace function age_bin(begun timestamptz, until timestamptz) returns smallint
    language sql immutable parallel safe
    ${body(`
      case
        when extract(epoch from until - begun) < 1 then 0
        else floor(ln(extract(epoch from until - begun)::float8) / 0.04879016416943205) + 1
      end::smallint`)};
    create or replace function time_bin(begun timestamptz, reached timestamptz, ended timestamptz) returns smallint
    language sql immutable parallel safe
    ${body(`
      case
        when reached is not null then age_bin(begun, reached)
        when ended is not null then (-1 - age_bin(begun, ended))::smallint
      end`)}`;
};

/** `pg_restore` has an empty search path: a table whose column is filled by such a text could not be restored. */
export class Restorable0037 implements MigrationInterface {
  name = 'Restorable0000000000037';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(functions('parsed'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(functions('text'));
  }
}
