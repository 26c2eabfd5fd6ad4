import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Overview, RosterStudent } from '@strata/contracts';
import { count } from '../numbers.ts';
import { useStudentSearch } from '../queries.ts';
import { gradeTitle } from '../words.ts';

/** A pause in typing after which the server is asked. */
const PAUSE_MS = 150;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select') !== null;

function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

type Finder = {
  readonly text: string;
  readonly type: (text: string) => void;
  readonly open: (isOpen: boolean) => void;
  readonly isShown: boolean;
  readonly found: readonly RosterStudent[];
  readonly total: number;
  readonly at: number;
  readonly choose: (student: RosterStudent | undefined) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

function useFinder(): Finder {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [isOpen, open] = useState(false);
  const [at, move] = useState(0);
  const asked = useSettled(text.trim());
  const { data } = useStudentSearch(asked);
  const found = asked === '' ? [] : (data?.items ?? []);
  const choose = (student: RosterStudent | undefined) => {
    if (!student) return;
    setText('');
    open(false);
    navigate(`/students/${encodeURIComponent(student.studentId)}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return open(false);
    if (event.key === 'Enter') return choose(found[at]);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || found.length === 0) return;
    event.preventDefault();
    move((at + step + found.length) % found.length);
  };
  const type = (next: string) => {
    setText(next);
    open(next.trim() !== '');
    move(0);
  };
  const isShown = isOpen && asked !== '' && data !== undefined;
  return { text, type, open, isShown, found, total: data?.total ?? 0, at, choose, onKeyDown };
}

/** Finds a student by name from everywhere; "/" leads here. */
export function Search({ schools }: { readonly schools: Overview['schools'] }): ReactNode {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { text, type, open, isShown, found, total, at, choose, onKeyDown } = useFinder();
  useSlash(input);
  return (
    <div className="search" role="search">
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label="Find a student"
        placeholder="Find a student"
        autoComplete="off"
        value={text}
        aria-expanded={isShown}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={isShown && found[at] ? `${id}-${at}` : undefined}
        onChange={event => type(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => open(false)}
        onFocus={() => open(text.trim() !== '')}
      />
      <kbd aria-hidden="true">/</kbd>
      <Found id={id} isShown={isShown} found={found} at={at} total={total} schools={schools} onChoose={choose} />
    </div>
  );
}

type Shown = {
  readonly id: string;
  readonly isShown: boolean;
  readonly found: readonly RosterStudent[];
  readonly at: number;
  readonly total: number;
  readonly schools: Overview['schools'];
  readonly onChoose: (student: RosterStudent) => void;
};

function Found({ id, isShown, found, at, total, schools, onChoose }: Shown): ReactNode {
  const schoolOf = ({ schoolIds }: RosterStudent) => schools.find(({ schoolId }) => schoolIds.includes(schoolId))?.name;
  return (
    <div className="found" hidden={!isShown}>
      <div id={id} role="listbox" aria-label="Students found">
        {found.map((student, index) => (
          <div
            key={student.studentId}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            // The click must come before the field loses the focus and the list closes.
            onMouseDown={event => event.preventDefault()}
            onClick={() => onChoose(student)}
          >
            {student.preferredName ?? student.givenName} {student.familyName}
            <span>
              {[student.gradeLevel && gradeTitle(student.gradeLevel), schoolOf(student)].filter(Boolean).join(', ')}
            </span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p>No student's name begins so.</p>}
      {total > found.length && <p>{count(total - found.length)} more: type on.</p>}
    </div>
  );
}

function useSlash(input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const go = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', go);
    return () => document.removeEventListener('keydown', go);
  }, [input]);
}
