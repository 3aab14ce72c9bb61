//! What a running server finds of itself: the same looks as before its start, as `/readyz` and as the numbers.

use std::time::Duration;

use domain::{
    clock::{holidays_known_until, holidays_run_out},
    time::london_day,
    view::{Finding, When},
};
use jiff::{SignedDuration, Timestamp};

use super::{address::address, clock_is_off, disk};
use crate::{
    Backend, Error, OpenError, audit, backup,
    clock::from_ms,
    db,
    error::chain,
    manager::Manager,
    measure::{self, Deliveries, InUse},
    objects, organisations,
};

/// How long each look may take.
const WITHIN: Duration = Duration::from_secs(5);
/// Nothing waits so long for a worker while one is there and the database is not too slow.
const DUE_LONG: u64 = 60;
/// A backup, and a look at the log, should be no older.
const OLD: SignedDuration = SignedDuration::from_hours(48);

/// Everything about this server and what it stands on, what is broken first.
pub async fn running(b: &Backend, by: Manager<'_>) -> Result<Vec<Finding>, Error> {
    by.allowed()?;
    // Before these looks are what is in use.
    let in_use = measure::in_use(b);
    let (database, pictures, log, backup, address) = tokio::join!(
        within("database", database(b)),
        within("pictures", pictures(b)),
        within("log", log(b)),
        within("backup", backup(b)),
        address(b)
    );
    let mut found = vec![database, pictures, disk(b.settings())];
    found.push(within("clock", clock(b)).await);
    found.push(within("messages", messages(b)).await);
    found.push(within("refusals", refusals(b)).await);
    found.extend(full(&in_use));
    found.extend([log, backup, holidays(b)]);
    found.extend(address);
    found.push(within("managers", managers(b)).await);
    found.push(within("closed", closed(b)).await);
    found.push(Finding::ok("version", env!("CARGO_PKG_VERSION")));
    found.sort_by_key(|it| it.soundness);
    Ok(found)
}

/// What a look answers in time; that it did not, otherwise.
async fn within(what: &'static str, look: impl Future<Output = Result<Finding, Error>>) -> Finding {
    match tokio::time::timeout(WITHIN, look).await {
        Ok(Ok(finding)) => finding,
        Ok(Err(error)) => Finding::wrong(what, chain(&error)),
        Err(_) => too_late(what),
    }
}

fn too_late(what: &str) -> Finding {
    Finding::wrong(what, format!("no answer within {} s", WITHIN.as_secs()))
}

async fn database(b: &Backend) -> Result<Finding, Error> {
    b.writes().await.map(|()| Finding::ok("database", "answers, and can be written"))
}

/// That their store answers, and that it is the one that this database's pictures are in.
async fn pictures(b: &Backend) -> Result<Finding, Error> {
    const WHAT: &str = "pictures";
    let known = db::installation::get(&mut *b.db().read().await?, objects::STORE).await?;
    let asked = async {
        b.objects().answers().await?;
        match &known {
            Some(mark) => b.objects().carries(mark).await,
            None => Ok(true),
        }
    };
    Ok(match asked.await {
        Ok(true) => Finding::ok(WHAT, "their store answers, and is this database’s"),
        Ok(false) => Finding::wrong(WHAT, OpenError::OtherObjects.to_string()),
        Err(error) => Finding::wrong(WHAT, chain(&error)),
    })
}

/// Whose people, and reading from outside, nobody looks after but administrators.
async fn managers(b: &Backend) -> Result<Finding, Error> {
    const WHAT: &str = "managers";
    let (names, count) = db::organisations::without_manager(&mut *b.db().read().await?, b.clock().now()).await?;
    let some = names.join(", ");
    let more = if count > 3 { ", …" } else { "" };
    Ok(match count {
        0 => Finding::ok(WHAT, "every practice and service has one"),
        1 => Finding::warning(
            WHAT,
            format!(
                "1 organisation without a manager ({some}): invite one. Until then cases that are opened from outside there stand on the administrators’ list"
            ),
        ),
        _ => Finding::warning(
            WHAT,
            format!(
                "{count} organisations without a manager ({some}{more}): invite one to each. Until then cases that are opened from outside there stand on the administrators’ list"
            ),
        ),
    })
}

/// Where work is open and nobody does it: no server ran to put the closing off.
async fn closed(b: &Backend) -> Result<Finding, Error> {
    const WHAT: &str = "closed organisations";
    let names = organisations::closed_with_work(b).await?;
    Ok(match names[..] {
        [] => Finding::ok(WHAT, "none has requests that are open"),
        _ => Finding::wrong(
            WHAT,
            format!(
                "requests are open at {}, which nobody works at any longer: open it again, and close it when they have ended",
                names.join(", ")
            ),
        ),
    })
}

async fn clock(b: &Backend) -> Result<Finding, Error> {
    Ok(clock_is_off(b).await?.unwrap_or_else(|| Finding::ok("clock", "not apart from the database’s")))
}

/// What waits to leave, the steps that are due by time among it.
async fn messages(b: &Backend) -> Result<Finding, Error> {
    let counted = measure::deliveries(&mut *b.db().read().await?, b.clock().now()).await?;
    let Deliveries { waiting, due, given_up, oldest_seconds, .. } = counted;
    Ok(if oldest_seconds > DUE_LONG {
        let says = format!("{due} are due and not taken on, the oldest for {oldest_seconds} s: does any server send?");
        Finding::wrong("messages", says)
    } else if given_up > 0 {
        Finding::warning("messages", format!("{given_up} were given up: see messages that failed; {waiting} wait"))
    } else {
        Finding::ok("messages", format!("{waiting} wait for their time, none for longer"))
    })
}

/// What the channels say no to.
async fn refusals(b: &Backend) -> Result<Finding, Error> {
    const WHAT: &str = "refusals";
    let held_up = db::deliveries::held_up(&mut *b.db().read().await?).await?;
    if held_up.is_empty() {
        return Ok(Finding::ok(WHAT, "nothing that waits was refused"));
    }
    let is_wrong = held_up.iter().any(|(reason, _)| to_do(reason).is_some());
    let says: Vec<_> = held_up
        .iter()
        .map(|(reason, count)| match to_do(reason) {
            Some(to_do) => format!("{count} wait ({reason}): {to_do}"),
            None => format!("{count} wait and are tried again ({reason})"),
        })
        .collect();
    let says = says.join("; ");
    Ok(if is_wrong { Finding::wrong(WHAT, says) } else { Finding::warning(WHAT, says) })
}

/// What only somebody can set right; the rest passes.
fn to_do(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "key" | "key_or_clock" => {
            "the key of GOV.UK Notify is none or was revoked, or this machine’s clock is more than 30 s off"
        }
        "wrong_template" => "SKINLINK_NOTIFY_TEMPLATE is no template whose content is ((message))",
        "wrong_address" => "SKINLINK_NOTIFY_URL is not where GOV.UK Notify is",
        "no_starttls" | "tls" => "the mail server offers no encryption that this machine trusts",
        "not_let_in" | "no_login" => "the mail server takes this name, password, sender or certificate no longer",
        _ => return None,
    })
}

/// What there is only so much of.
fn full(found: &InUse) -> Vec<Finding> {
    let line = |what: &str, used: u64, most: u64| {
        let says = format!("{used} of {most} in use");
        // The one that writes on SQLite is in use most of the time.
        match used >= most && most > 1 {
            true => Finding::warning(what, format!("{says}: more have to wait")),
            false => Finding::ok(what, says),
        }
    };
    let (decoding, slots) = found.decoding;
    let mut lines = vec![line("decoding", decoding as u64, slots as u64)];
    for pool in &found.pools {
        lines.push(line(&format!("connections ({})", pool.name), pool.used.into(), pool.most.into()));
    }
    lines
}

async fn log(b: &Backend) -> Result<Finding, Error> {
    const WHAT: &str = "log";
    let Some(checked) = audit::checked(b).await? else {
        return Ok(Finding::warning(WHAT, "the log of accesses was not looked at yet; a server does so each day"));
    };
    let at = &checked.at.full;
    Ok(if !checked.faults.is_empty() {
        let faults = checked.faults.join("; ");
        Finding::wrong(WHAT, format!("it is not as it was written: {faults}. Look at it on the page of the log"))
    } else if is_old(b, checked.at.ms) {
        Finding::warning(WHAT, format!("whole on {at}, and not looked at since"))
    } else if !checked.known.is_empty() {
        let known = checked.known.len();
        Finding::warning(WHAT, format!("nothing new on {at}; an administrator has looked at {known} faults of before"))
    } else {
        Finding::ok(WHAT, format!("{} entries, as they were written, on {at}", checked.entries))
    })
}

fn is_old(b: &Backend, ms: i64) -> bool {
    b.clock().now().duration_since(from_ms(ms)) > OLD
}

async fn backup(b: &Backend) -> Result<Finding, Error> {
    const WHAT: &str = "backup";
    let said = |at: Timestamp| format!("last by `skinlink backup` on {}", When::at(at).full);
    Ok(match backup::last(b).await? {
        Some(at) if is_old(b, at.as_millisecond()) => Finding::warning(WHAT, said(at)),
        Some(at) => Finding::ok(WHAT, said(at)),
        None => Finding::warning(WHAT, "none by `skinlink backup`; of other ways nothing is known here"),
    })
}

fn holidays(b: &Backend) -> Finding {
    const WHAT: &str = "bank holidays";
    let until = holidays_known_until();
    match holidays_run_out(london_day(b.clock().now())) {
        true => Finding::warning(
            WHAT,
            format!("known until {until}: due times after it will be wrong; a newer version knows more"),
        ),
        false => Finding::ok(WHAT, format!("known until {until}")),
    }
}
