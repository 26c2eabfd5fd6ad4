import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { DataOf, ImportReport, importQuery, ImportStatus, RosterImportStarted } from '@strata/contracts';
import { DomainError, type EventEnvelope, type EventStore, type Ids, type StoredUpload, type Uploads, type ViewReader } from '@strata/kernel';
import { EVENT_STORE, freshness, IDS, UPLOADS, VIEWS, type Paged } from '@strata/runtime';
import type { z } from 'zod';
import { streamOf } from './roster-id.ts';
import { RosterImporter } from './roster-importer.ts';
import { importView, type ImportDoc } from './views/import.view.ts';

/** A OneRoster ZIP of a million students is some 200 MiB. */
const MOST_BYTES = 512 * 1024 * 1024;

type ListQuery = { readonly limit: number; readonly cursor?: string | undefined; readonly status?: ImportStatus | undefined };

/** Imports as people see them: what arrived, how far it is, what came of it. */
@Injectable()
export class Imports {
  @Inject(UPLOADS) private readonly uploads!: Uploads;
  @Inject(IDS) private readonly ids!: Ids;
  @Inject(EVENT_STORE) private readonly eventStore!: EventStore;
  @Inject(VIEWS) private readonly views!: ViewReader;
  @Inject(RosterImporter) private readonly importer!: RosterImporter;

  /** @throws DomainError `UNSUPPORTED_MEDIA_TYPE` (415), `UPLOAD_TOO_LARGE` (413), `BODY_MISSING` (400) */
  async store(body: Readable | undefined, { mode, endDates, fileName }: z.output<typeof importQuery>): Promise<DataOf<typeof RosterImportStarted>> {
    if (!(body instanceof Readable)) throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'invalid', 'Send the OneRoster ZIP as application/zip.', { status: 415 });
    const importId = this.ids.next();
    const { bytes, sha256 } = await this.save(importId, body);
    if (bytes === 0) {
      await this.uploads.remove(importId);
      throw new DomainError('BODY_MISSING', 'invalid', 'The file is empty: send the OneRoster ZIP as the body.', { status: 400 });
    }
    return { importId, mode, endDates, bytes, sha256, ...(fileName !== undefined && { fileName }) };
  }

  /** From the import's own stream, so that it is never behind. @throws DomainError `IMPORT_NOT_FOUND` */
  async one(importId: string): Promise<ImportReport> {
    const { events } = await this.eventStore.read(streamOf.import(importId));
    if (events.length === 0) throw new DomainError('IMPORT_NOT_FOUND', 'not-found', 'There is no import of this id.');
    const doc = events.reduce((folded, event) => foldImport(folded, event), importView.initial(importId) as ImportDoc);
    return this.reportOf(doc);
  }

  async list({ status, limit, cursor }: ListQuery): Promise<Paged<ImportReport>> {
    const where = status === undefined ? {} : { where: { status } };
    const { items, next } = await this.views.find<ImportDoc>('rosters_import', { ...where, order: ['-startedAt'], limit, ...(cursor !== undefined && { cursor }) });
    return { items: items.map(({ doc }) => this.reportOf(doc)), ...(next !== undefined && { next }), ...freshness(this.views.progress()) };
  }

  wake(importId: string): void {
    this.importer.enqueue(importId);
  }

  private async save(importId: string, body: Readable): Promise<StoredUpload> {
    try {
      return await this.uploads.save(importId, body, MOST_BYTES);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'UPLOAD_TOO_LARGE') throw new DomainError(error.code, 'invalid', error.message, { status: 413 });
      throw error;
    }
  }

  private reportOf(doc: ImportDoc): ImportReport {
    const progress = doc.status === 'running' ? this.importer.progress.of(doc.importId) : undefined;
    return { ...doc, files: [...doc.files], errors: [...doc.errors], warnings: [...doc.warnings], ...(progress && { progress }) };
  }
}

const foldImport = (doc: ImportDoc, event: EventEnvelope): ImportDoc => (importView.on[event.type]?.(doc, event as never) as ImportDoc | undefined) ?? doc;
