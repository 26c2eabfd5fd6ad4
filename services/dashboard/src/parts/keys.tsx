import type { ProviderView } from '@strata/contracts';
import { useState, type FormEvent, type ReactNode } from 'react';
import { send } from '../api.ts';
import { moment } from '../dates.ts';
import { announce } from './announcer.tsx';
import { CodeBlock } from './code-block.tsx';
import { ProblemNote } from './notes.tsx';

type Key = ProviderView['keys'][number];
type Made = { readonly keyId: string; readonly kind: Key['kind']; readonly key: string };

/** The keys of a provider. A key is shown once, when it is made; only its hash is kept. */
export function Keys({ providerId, keys }: { readonly providerId: string; readonly keys: readonly Key[] }): ReactNode {
  const [made, show] = useState<Made>();
  const [error, fail] = useState<Error>();
  const path = `/v1/providers/${encodeURIComponent(providerId)}/keys`;
  const attempt = async (work: () => Promise<unknown>) => {
    fail(undefined);
    await work().catch((refused: Error) => fail(refused));
  };
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const label = String(form.get('label')).trim();
    void attempt(async () => {
      show(await send<Made>('POST', path, { kind: form.get('kind'), ...(label && { label }) }));
      announce('Key made. It is shown once.');
    });
  };
  const revoke = (keyId: string) =>
    void attempt(() => send('DELETE', `${path}/${encodeURIComponent(keyId)}?reason=revoked+on+the+page`));
  return (
    <section className="listing" aria-labelledby="keys">
      <h2 id="keys">Keys</h2>
      {keys.length === 0 && (
        <p className="quiet">No key yet. Make one and hand it to the provider: it posts its sessions with it.</p>
      )}
      <ul className="key-list">
        {keys.map(key => (
          <KeyLine key={key.keyId} of={key} onRevoke={() => revoke(key.keyId)} />
        ))}
      </ul>
      <KeyForm onMake={make} />
      {error && <ProblemNote error={error} />}
      {made && <MadeKey made={made} />}
    </section>
  );
}

function KeyForm({ onMake }: { readonly onMake: (event: FormEvent<HTMLFormElement>) => void }): ReactNode {
  return (
    <form className="form" onSubmit={onMake}>
      <label>
        Kind
        <select name="kind">
          <option value="live">live</option>
          <option value="test">test: checked, nothing stored</option>
        </select>
      </label>
      <label>
        Label, if you like
        <input name="label" maxLength={60} autoComplete="off" />
      </label>
      <button type="submit" className="button primary">
        Make a key
      </button>
    </form>
  );
}

function KeyLine({
  of: { keyId, kind, label, expiresAt, revoked },
  onRevoke,
}: {
  readonly of: Key;
  readonly onRevoke: () => void;
}): ReactNode {
  return (
    <li>
      <code>
        strata_{kind}_{keyId}_…
      </code>{' '}
      <span className="quiet">
        {label && `${label} · `}
        {revoked ? 'revoked' : expiresAt ? `until ${moment(expiresAt)}` : 'no end'}
      </span>{' '}
      {!revoked && (
        <button type="button" className="link-button" onClick={onRevoke}>
          Revoke<span className="unseen"> key {keyId}</span>
        </button>
      )}
    </li>
  );
}

function MadeKey({ made: { key, kind } }: { readonly made: Made }): ReactNode {
  return (
    <div className="made-key">
      <p>
        <strong>Copy this {kind} key now.</strong> It is not stored and will not be shown again.
      </p>
      <CodeBlock text={key} label="the key" />
      <p>The provider’s first call, which checks an event and stores nothing:</p>
      <CodeBlock text={curlFor(location.origin, key)} label="the example" />
    </div>
  );
}

/** A whole example that a provider's engineer can paste. */
export const curlFor = (origin: string, key: string): string =>
  [
    `curl -X POST '${origin}/v1/events?dryRun=true' \\`,
    `  -H 'authorization: Bearer ${key}' \\`,
    `  -H 'content-type: application/cloudevents+json' \\`,
    `  -d '{"specversion":"1.0","id":"example-1","source":"/your-system/sessions","type":"org.strata.session.held.v1",`,
    `       "data":{"providerSessionId":"s-1","actualStart":"2026-10-05T09:00:00-05:00","actualEnd":"2026-10-05T09:30:00-05:00",`,
    `       "domain":"math","students":[{"studentId":"STUDENT","attendance":"present","minutesPresent":30}]}}'`,
  ].join('\n');
