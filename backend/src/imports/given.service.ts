import { Injectable } from '@nestjs/common';
import { ConnectionService } from '../connections/connection.service.js';
import { ReasonStore } from '../connections/reason.store.js';
import type { ImportOptions } from '../contract/imports.js';
import type { ReasonTable } from '../sources/reasons.js';
import { sources } from '../sources/registry.js';

export interface Given {
  options: ImportOptions;
  /** What reasons mean in sources that bear a format's name, for when the format is still to be told. */
  tables: Record<string, ReasonTable>;
}

/** What is kept about a source under its name holds where nothing else was said. */
@Injectable()
export class GivenService {
  constructor(
    private readonly connections: ConnectionService,
    private readonly reasons: ReasonStore,
  ) {}

  async complete(said: ImportOptions): Promise<Given> {
    if (said.source === undefined)
      return { options: said, tables: await this.reasons.tables([...sources.keys()]) };
    const kept = await this.connections.readingOf(said.source);
    const own = kept?.options.reasons ?? (await this.reasons.table(said.source));
    const reasons = { ...own, ...said.reasons };
    const format = said.format ?? kept?.source.name;
    const isSame = kept?.source.name === format;
    const options: ImportOptions = { ...(isSame ? optionsOf(kept?.options) : {}), ...said };
    if (format !== undefined) options.format = format;
    if (Object.keys(reasons).length > 0) options.reasons = reasons;
    return { options, tables: {} };
  }
}

type Kept = NonNullable<Awaited<ReturnType<ConnectionService['readingOf']>>>['options'];

function optionsOf(kept: Kept | undefined): ImportOptions {
  const options: ImportOptions = {};
  if (kept?.handoffTools) options.handoffTools = [...kept.handoffTools];
  if (kept?.messagesKey) options.messagesKey = kept.messagesKey;
  if (kept?.key) options.key = kept.key;
  if (kept?.mapping) options.mapping = kept.mapping as Record<string, unknown>;
  return options;
}
