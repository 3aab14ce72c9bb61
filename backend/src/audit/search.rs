//! Looking for what somebody did or was shown, by who, where, which case, what and when. That somebody looked is an entry
//! of the same log.

use domain::{
    audit::{Access, AccessKind},
    ids::{AccountId, CaseId, OrganisationId},
    patients::case_digits,
    time::{london, london_day},
    view::{AccessAnswer, AccessLine, AccessQuestion, When},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde_json::Value;

use super::{checked, record};
use crate::{
    Backend, Error, accounts,
    clock::from_ms,
    db::{
        access_search::{self, FoundBy, Named, Wanted},
        events::Row,
        logs::{self, Log},
        openings,
    },
    events::entry_hash,
    manager::Manager,
    organisations,
};

/// On one page.
const PAGE: usize = 50;
/// More than this is asked in parts.
const MOST_DAYS: i32 = 366;

/// Answers a question; from there on that is below number `below`. Where the question has no days it is not asked: the
/// answer holds what to ask with, for the last week.
pub async fn search(
    b: &Backend,
    by: Manager<'_>,
    mut question: AccessQuestion,
    below: Option<i64>,
) -> Result<AccessAnswer, Error> {
    let actor = by.allowed()?;
    let today = london_day(b.clock().now());
    let is_asked = !question.from.is_empty();
    if !is_asked {
        question.from = today.saturating_sub(6.days()).to_string();
        question.to = today.to_string();
    }
    let mut answer = AccessAnswer {
        problem: None,
        lines: Vec::new(),
        older: None,
        checked: checked(b).await?,
        organisations: organisations::list(b, by).await?.into_iter().map(|it| (it.id, it.name)).collect(),
        question,
    };
    if !is_asked {
        return Ok(answer);
    }
    let asked = match Asked::read(b, by, &answer.question).await? {
        Ok(asked) => asked,
        Err(problem) => {
            answer.problem = Some(problem);
            return Ok(answer);
        }
    };
    let Asked { account, organisation, case, what, .. } = asked;
    record(b, actor, case, Access::AccessesSearched { account, organisation, what });
    let mut connection = b.db().read().await?;
    let wanted = asked.wanted(below.unwrap_or(i64::MAX));
    let mut found = access_search::search(&mut connection, &wanted, PAGE as i64 + 1).await?;
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    answer.older = found.last().filter(|_| has_more).map(|last| last.seq);
    let numbers: Vec<i64> = found.iter().map(|it| it.seq).collect();
    let rows = logs::some(&mut connection, Log::Accesses, &numbers).await?;
    answer.lines = found.into_iter().zip(rows).map(|(named, row)| line(b, named, row)).collect();
    Ok(answer)
}

/// A question that can be asked.
struct Asked {
    account: Option<AccountId>,
    organisation: Option<OrganisationId>,
    case: Option<CaseId>,
    what: Option<AccessKind>,
    days: (Timestamp, Timestamp),
}

impl Asked {
    /// Or what is wrong with it, in a sentence.
    async fn read(b: &Backend, by: Manager<'_>, question: &AccessQuestion) -> Result<Result<Self, String>, Error> {
        let AccessQuestion { person, organisation, case, what, from, to } = question;
        let account = match person.trim() {
            "" => None,
            person => match account(b, by, person).await? {
                Ok(account) => Some(account),
                Err(problem) => return Ok(Err(problem)),
            },
        };
        let case = match case.trim() {
            "" => None,
            number => match case_of(b, number).await? {
                Ok(case) => Some(case),
                Err(problem) => return Ok(Err(problem)),
            },
        };
        Ok(days(from, to).map(|days| {
            let (organisation, what) = (organisation.parse().ok(), what.parse().ok());
            Self { account, organisation, case, what, days }
        }))
    }

    fn wanted(&self, below: i64) -> Wanted {
        Wanted {
            account: self.account.map(|id| id.to_string()).unwrap_or_default(),
            organisation: self.organisation.map(|id| id.to_string()).unwrap_or_default(),
            case: self.case.map(|id| id.to_string()).unwrap_or_default(),
            what: self.what.map(|what| what.as_str().to_owned()).unwrap_or_default(),
            days: self.days,
            below,
        }
    }
}

/// Which case a number means: the whole of it, or its end, as people say it; also one that was erased.
async fn case_of(b: &Backend, number: &str) -> Result<Result<CaseId, String>, Error> {
    if let Some(end) = case_digits(number) {
        let mut connection = b.db().read().await?;
        let mut found = openings::cases_of_number(&mut connection, &end).await?;
        if found.is_empty() {
            found = access_search::erased_cases_of_number(&mut connection, &end).await?;
        }
        return Ok(match found[..] {
            [case] => Ok(case),
            [] => Err("There is no case with this number, and none was erased.".to_owned()),
            _ => {
                Err("Several cases have this number: give the whole one, which stands in the page’s address."
                    .to_owned())
            }
        });
    }
    let wrong = "That is no case’s number. It is like 1F3A 27C1, or stands whole in the page’s address.";
    Ok(number.parse().map_err(|_| wrong.to_owned()))
}

/// Whom a name or an address means.
async fn account(b: &Backend, by: Manager<'_>, person: &str) -> Result<Result<AccountId, String>, Error> {
    let people = accounts::list(b, by, person).await?;
    let exact = people.iter().find(|it| it.email == accounts::normal(person));
    Ok(match (exact, people.as_slice()) {
        (Some(one), _) | (None, [one]) => Ok(one.account),
        (None, []) => Err("Nobody has such a name or email address.".to_owned()),
        (None, several) => {
            let some: Vec<_> = several.iter().take(5).map(|it| format!("{} ({})", it.name, it.email)).collect();
            Err(format!("{} people fit: {}. Give one email address.", several.len(), some.join(", ")))
        }
    })
}

/// From the beginning of the first day in London to the end of the second.
fn days(from: &str, to: &str) -> Result<(Timestamp, Timestamp), String> {
    let day = |text: &str| text.parse::<Date>().map_err(|_| "Give both days.".to_owned());
    let (from, to) = (day(from)?, day(to)?);
    if to < from {
        return Err("The last day is before the first.".to_owned());
    }
    if from.until(to).map_or(i32::MAX, |span| span.get_days()) > MOST_DAYS {
        return Err(format!("Ask for up to {MOST_DAYS} days at a time."));
    }
    let begins = |day: Date| day.to_zoned(london()).map(|it| it.timestamp()).unwrap_or(Timestamp::MAX);
    Ok((begins(from), begins(to.saturating_add(1.day()))))
}

fn line(b: &Backend, named: Named, row: Row) -> AccessLine {
    let what = serde_json::from_str::<Access>(&row.kind).ok().map(|it| it.kind());
    AccessLine {
        number: row.seq,
        at: When::at(from_ms(row.at_ms)),
        who: named.who.unwrap_or_else(|| nobody(&row.actor, what).to_owned()),
        at_organisation: named.at_organisation.unwrap_or_default(),
        what: what.map_or("Something that this version does not know", AccessKind::label).to_owned(),
        about: named.about.unwrap_or_default(),
        // The names stand in copies: an entry whose copies say something else is not as it was written.
        is_sealed: row.hash == entry_hash(b.db().seal(), Log::Accesses.stream(), &row)
            && named.found_by == FoundBy::of(&row.actor, &row.kind),
        case: row.subject,
    }
}

/// Who has no account that is there.
fn nobody(actor: &str, what: Option<AccessKind>) -> &'static str {
    use AccessKind::{PasswordChosen, SecondFactorSet, SignInFailed, SignInHeldBack};
    let actor = serde_json::from_str::<Value>(actor).unwrap_or_default();
    match (actor.get("actor").and_then(Value::as_str), what) {
        (Some("patient"), _) => "A patient, by their link",
        (Some(_), _) => "Somebody whose account is gone",
        (None, Some(SignInFailed | SignInHeldBack | PasswordChosen | SecondFactorSet)) => "Somebody not signed in",
        // `accounts::Manager::Operator`, mostly.
        (None, _) => "The server’s command line",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_londons_and_bounded() {
        let (from, to) = days("2026-07-01", "2026-07-01").unwrap();
        assert_eq!(
            (from.to_string().as_str(), to.to_string().as_str()),
            ("2026-06-30T23:00:00Z", "2026-07-01T23:00:00Z")
        );
        assert!(days("2026-07-02", "2026-07-01").is_err() && days("", "2026-07-01").is_err());
        assert!(days("2025-01-01", "2026-01-02").is_ok() && days("2025-01-01", "2026-06-01").is_err());
        assert!(days("-009999-01-01", "9999-12-31").is_err());
    }
}
