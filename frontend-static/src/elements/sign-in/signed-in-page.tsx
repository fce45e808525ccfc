import type { ComponentChildren } from "preact";
import type { Role } from "../../api/generated/operations";
import { addressOfPage, type OwnPage, pagesFor, type Visit } from "../../sign-in/visit";
import { signedInWords } from "../../text/signed-in/words";
import { ServiceNotice } from "../service-notice";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";
import { useTitle } from "../use-title";

const text = signedInWords.visit;

interface SignedInPageProps {
  visit: Visit;
  page: OwnPage;
  /** Any of these may see the page. */
  roles: readonly Role[];
  children: ComponentChildren;
}

/** A page for people with a role: for others it says what it is for, and where to go. */
export function SignedInPage({ visit, page, roles, children }: SignedInPageProps) {
  useChanges(visit);
  const { viewer } = visit;
  if (!visit.signedIn) return <SignInNeeded visit={visit} />;
  if (!viewer) return <WhoIsIt visit={visit} />;
  return (
    <>
      <div class="visit">
        <p>{text.signedInAs(viewer.name ?? "")}</p>
        <OwnPages visit={visit} page={page} />
        <button type="button" class="link-button" onClick={() => void visit.goToSignOut()}>
          {text.signOut}
        </button>
      </div>
      <TroubleNotice trouble={visit.trouble} busy={visit.busy} retry={() => void visit.retry()} />
      <ServiceNotice news={visit.news} title={signedInWords.service.title} lead={signedInWords.service.lead} />
      {roles.some((role) => visit.is(role)) ? children : <NotForYou visit={visit} />}
    </>
  );
}

function OwnPages({ visit, page }: { visit: Visit; page: OwnPage }) {
  const pages = pagesFor(visit.viewer?.roles ?? []);
  if (pages.length < 2) return null;
  return (
    <nav aria-label={text.pages}>
      <ul class="visit-pages">
        {pages.map((one) => (
          <li key={one}>
            <a href={addressOfPage(one)} aria-current={one === page ? "page" : undefined}>
              {text.page[one]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function SignInNeeded({ visit }: { visit: Visit }) {
  useTitle(text.needed, false);
  return (
    <div class="sheet">
      <TroubleNotice trouble={visit.trouble} busy={visit.busy} retry={() => void visit.goToSignIn()} />
      <h1>{text.needed}</h1>
      <p class="lead">{text.neededLead}</p>
      <p>
        <button type="button" class="button" aria-disabled={visit.leaving} onClick={() => void visit.goToSignIn()}>
          {visit.leaving ? text.signingIn : text.signIn}
        </button>
      </p>
      <p>
        <a href="/">{signedInWords.signIn.guest}</a>
      </p>
    </div>
  );
}

function WhoIsIt({ visit }: { visit: Visit }) {
  useTitle(text.loading, false);
  return (
    <div class="sheet">
      <TroubleNotice trouble={visit.trouble} busy={visit.busy} retry={() => void visit.retry()} />
      <h1>{text.loading}</h1>
    </div>
  );
}

function NotForYou({ visit }: { visit: Visit }) {
  useTitle(text.refused, false);
  const pages = pagesFor(visit.viewer?.roles ?? []);
  return (
    <div class="sheet">
      <h1>{text.refused}</h1>
      <p class="lead">{text.refusedLead(visit.viewer?.name ?? "")}</p>
      {pages.length > 0 ? (
        <div>
          <p>{text.yourPages}</p>
          <ul>
            {pages.map((page) => (
              <li key={page}>
                <a href={addressOfPage(page)}>{text.page[page]}</a>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <p>
          {text.noPages} <a href="/">{signedInWords.signIn.guest}</a>
        </p>
      )}
    </div>
  );
}
