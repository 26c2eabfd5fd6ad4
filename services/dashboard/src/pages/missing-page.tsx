import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Finding } from '../parts/finding.tsx';

export function MissingPage(): ReactNode {
  return (
    <>
      <Finding
        title="Not found"
        eyebrow="District"
        sentence={{ lead: 'There is no page at this address.', rest: 'Perhaps the link was cut.' }}
      />
      <p>
        <Link href="/">To the levels of support in the district</Link>
      </p>
    </>
  );
}
