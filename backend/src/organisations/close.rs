use domain::{
    audit::Access,
    case::Problem,
    ids::{OrganisationId, PracticeId, ServiceId},
    organisation::OrganisationKind,
    photo_request::PhotoRequestRules,
    tasks::TaskKind,
    view::When,
};
use jiff::{SignedDuration, Timestamp};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        self, Tx, lists,
        organisations::{self, OrganisationRow},
    },
    manager::{Act, Manager},
};

/// Work of a practice that outlives its request.
const OUTLIVING: [TaskKind; 13] = [
    TaskKind::SettleAtPractice,
    TaskKind::DealWithChange,
    TaskKind::ReadAnswer,
    TaskKind::Refer,
    TaskKind::TellPatient,
    TaskKind::ReachUnread,
    TaskKind::ReachPatient,
    TaskKind::ReadMessage,
    TaskKind::HelpReach,
    TaskKind::NoteMissed,
    TaskKind::ReadConclusion,
    TaskKind::NoteHub,
    TaskKind::ChaseRound,
];

/// Closes an organisation from `at` on, or from now, with who goes on with its work. It takes nothing new from now on, and
/// its people can read and finish until then. `Invalid` while anything is open there that somebody waits for: which, and
/// how much of it.
pub async fn close(
    b: &Backend,
    by: Manager<'_>,
    id: OrganisationId,
    successor: Option<OrganisationId>,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    let by = by.allowed()?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let now = b.clock().now();
    let at = at.unwrap_or(now).max(now);
    // Held, so that no request comes in while we look.
    organisations::hold(&mut tx, id).await?;
    let row = organisations::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if row.closed_at.is_some_and(|at| at <= now.as_millisecond()) {
        return Err(problem("organisation", format!("{} is closed already.", row.name)));
    }
    let open = open_work(&mut tx, id, &row, now, at).await?;
    if !open.is_empty() {
        return Err(problem("organisation", format!("{} cannot be closed: {}.", row.name, open.join("; "))));
    }
    if let Some(successor) = successor {
        fits(organisations::get(&mut tx, successor).await?, &row, id, successor)?;
    }
    organisations::set_closed(&mut tx, id, Some(at), successor).await?;
    act.done(&mut tx, now, &Access::OrganisationClosed { organisation: id }).await?;
    tx.commit().await
}

/// It is open, and takes requests again.
pub async fn reopen(b: &Backend, by: Manager<'_>, id: OrganisationId) -> Result<(), Error> {
    let by = by.allowed()?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    organisations::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    organisations::set_closed(&mut tx, id, None, None).await?;
    act.done(&mut tx, b.clock().now(), &Access::OrganisationReopened { organisation: id }).await?;
    tx.commit().await
}

/// Nothing that somebody waits for is left where nobody works: an organisation whose day comes within the hour stays open a
/// day longer while work is open there. To be called every few minutes. What has closed stays closed: it opens by somebody's
/// act alone, and where work is open there, because no server ran when its day came, Health says so.
pub async fn put_off(b: &Backend) -> Result<(), Error> {
    let within =
        |now: Timestamp, hours| now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX);
    let now = b.clock().now();
    let due = organisations::closing(&mut *b.db().read().await?, now, within(now, 1)).await?;
    for row in due {
        let id: OrganisationId = db::parse(&row.id, "organisation")?;
        let mut tx = b.db().begin_on_any_disk().await?;
        let act = Act::begin(b, &mut tx, None).await?;
        let now = b.clock().now();
        if row.closed_at.is_none_or(|at| at <= now.as_millisecond()) {
            continue;
        }
        // Links are no work: what a patient says by one is, once they do.
        if open_work(&mut tx, id, &row, now, Timestamp::MAX).await?.is_empty() {
            continue;
        }
        if !organisations::put_off(&mut tx, &row, within(now, 24)).await? {
            continue;
        }
        tracing::warn!(organisation = %id, "work is open where nobody would do it: closing is put off by a day");
        act.done(&mut tx, now, &Access::OrganisationReopened { organisation: id }).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The names of those that have closed while work was open there, as far as their requests show.
pub(crate) async fn closed_with_work(b: &Backend) -> Result<Vec<String>, Error> {
    organisations::closed_with_cases(&mut *b.db().read().await?, b.clock().now()).await
}

/// What somebody waits for there, or what will lead there after `at`, in words.
async fn open_work(
    tx: &mut Tx,
    id: OrganisationId,
    row: &OrganisationRow,
    now: Timestamp,
    at: Timestamp,
) -> Result<Vec<String>, Error> {
    let mut open = Vec::new();
    let mut add = |count: i64, one: &str, many: &str| match count {
        0 => {}
        1 => open.push(format!("1 {one}")),
        _ => open.push(format!("{count} {many}")),
    };
    let requests = organisations::open_cases(tx, id).await?;
    add(requests, "request is open: close or withdraw it", "requests are open: close or withdraw them");
    let mut to_do = 0;
    for kind in OUTLIVING {
        // What is open is counted above.
        to_do += i64::from(lists::count_ended(tx, PracticeId(id.0), kind, now).await?);
    }
    to_do += i64::try_from(lists::wrong_for_service(tx, ServiceId(id.0)).await?.len()).unwrap_or(i64::MAX);
    to_do += organisations::outlives_at_service(tx, id).await?;
    let many = "requests that have ended hold something still to do: it is on their people’s lists";
    add(to_do, "request that has ended holds something still to do: it is on its people’s lists", many);
    let visits = db::hub_visits::count_open(tx, id).await?;
    add(visits, "patient is to be photographed here", "patients are to be photographed here");
    let texts = organisations::waiting_texts(tx, id).await?;
    add(texts, "text to a patient has not left yet", "texts to patients have not left yet");
    let (links, ended) = organisations::open_links(tx, id, at).await?;
    let days = SignedDuration::from_hours(24 * i64::from(PhotoRequestRules::default().news_days));
    let over = When::at(from_ms(ended.unwrap_or_default()).saturating_add(days).unwrap_or(Timestamp::MAX)).full;
    let what = format!("of its patients until {over}: close it from then on");
    add(links, &format!("link shows news to one {what}"), &format!("links show news to some {what}"));
    if let Some(part) = organisations::open_part(tx, id, now).await? {
        open.push(format!("{part} belongs to {} and is open: close it first", row.name));
    }
    Ok(open)
}

/// Whether one organisation can go on with another's work.
fn fits(
    successor: Option<OrganisationRow>,
    of: &OrganisationRow,
    id: OrganisationId,
    other: OrganisationId,
) -> Result<(), Error> {
    let successor = successor.ok_or_else(|| problem("successor", "There is no such successor.".to_owned()))?;
    let kind = |row: &OrganisationRow| row.kind.parse::<OrganisationKind>().ok();
    if id == other || successor.closed_at.is_some() || kind(&successor) != kind(of) {
        return Err(problem("successor", format!("The successor has to be another open {}.", of.kind)));
    }
    Ok(())
}

fn problem(field: &str, message: String) -> Error {
    Error::Invalid(vec![Problem::new(field, message)])
}
