//! Who is away, and who stands in for them meanwhile. Every list belongs to its organisation, so nothing stops when somebody
//! is away; what is a person's own to do next is their stand-in's to do next, too.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    case::Problem,
    ids::AccountId,
    role::{Capability, Role},
    time::first_moment,
};

/// Longer than this nobody is away without somebody looking at it again. A year, ours.
const MOST_DAYS: i32 = 366;

/// What somebody types.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AbsenceForm {
    /// Who is away; empty for whoever types it.
    pub who: String,
    /// "2026-12-03", the first day.
    pub from: String,
    /// The last day.
    pub until: String,
    pub stand_in: String,
}

/// The same once it is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    pub who: AccountId,
    pub stand_in: AccountId,
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Absence {
    /// From when, and until when, it lasts: whole days in London.
    pub fn lasts(&self) -> (Timestamp, Timestamp) {
        (first_moment(self.from), first_moment(self.until.tomorrow().unwrap_or(self.until)))
    }
}

/// Somebody who works at the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colleague {
    pub account: AccountId,
    pub role: Role,
}

impl AbsenceForm {
    /// Reads what `own` typed on `today`, among the people of one organisation.
    ///
    /// # Errors
    /// What is missing or wrong, by field.
    pub fn read(&self, own: AccountId, people: &[Colleague], today: Date) -> Result<Absence, Vec<Problem>> {
        let mut problems = Vec::new();
        let roles = |account: AccountId| people.iter().filter(move |it| it.account == account).map(|it| it.role);
        let who = if self.who.is_empty() { Some(own) } else { self.who.parse().ok() };
        let who = who.filter(|who| roles(*who).next().is_some());
        if who.is_none() {
            problems.push(Problem::new("who", "Choose somebody who works here"));
        }
        let day = |typed: &str| typed.trim().parse::<Date>().ok();
        let from = day(&self.from);
        if from.is_none() {
            problems.push(Problem::new("from", "Enter the first day"));
        }
        let until = day(&self.until).filter(|until| {
            let days = |from: Date| until.since(from).map_or(-1, |span| span.get_days());
            days(today) >= 0 && from.is_none_or(|from| (0..MOST_DAYS).contains(&days(from)))
        });
        if until.is_none() {
            let words = "Enter the last day: today or later, and within a year of the first";
            problems.push(Problem::new("until", words));
        }
        let does_the_same =
            |other: AccountId, who: AccountId| roles(who).all(|role| roles(other).any(|it| may_stand_in(it, role)));
        let stand_in = self.stand_in.parse().ok().filter(|other| roles(*other).next().is_some());
        let stand_in = stand_in.filter(|other| who.is_none_or(|who| *other != who && does_the_same(*other, who)));
        if stand_in.is_none() {
            problems.push(Problem::new("stand_in", "Choose somebody else who may do the same work"));
        }
        match (who, stand_in, from, until) {
            (Some(who), Some(stand_in), Some(from), Some(until)) if problems.is_empty() => {
                Ok(Absence { who, stand_in, from, until })
            }
            _ => Err(problems),
        }
    }
}

/// Whether somebody in this role can do what is done in the other one: a nurse reads an answer and cannot refer by it.
pub fn may_stand_in(stand_in: Role, role: Role) -> bool {
    const WORK: [Capability; 6] = [
        Capability::Read,
        Capability::Collect,
        Capability::Refer,
        Capability::Assess,
        Capability::Answer,
        Capability::Photograph,
    ];
    WORK.iter().all(|it| !role.can(*it) || stand_in.can(*it))
}

/// For whom somebody stands in, `away` being who is away now and who stands in for them. Whoever stands in and is away
/// hands on to their own stand-in; who stand in for each other are nobody's.
pub fn stands_in_for(own: AccountId, away: &[(AccountId, AccountId)]) -> BTreeSet<AccountId> {
    let mut all = BTreeSet::new();
    let mut next = vec![own];
    while let Some(stand_in) = next.pop() {
        for (who, _) in away.iter().filter(|(who, by)| *by == stand_in && *who != own) {
            if all.insert(*who) {
                next.push(*who);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    const fn id(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn people() -> [Colleague; 4] {
        [(1, Role::Referrer), (2, Role::Referrer), (3, Role::Nurse), (4, Role::PracticeManager)]
            .map(|(number, role)| Colleague { account: id(number), role })
    }

    fn form(from: &str, until: &str, stand_in: u128) -> AbsenceForm {
        let (who, stand_in) = (String::new(), id(stand_in).to_string());
        AbsenceForm { who, from: from.into(), until: until.into(), stand_in }
    }

    fn fields(form: &AbsenceForm, own: u128) -> Vec<String> {
        let today = date(2026, 12, 1);
        let problems = form.read(id(own), &people(), today).err().unwrap_or_default();
        problems.into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn it_is_whole_days_of_somebody_who_can_be_stood_in_for() {
        let none: [&str; 0] = [];
        assert_eq!(fields(&form("2026-12-01", "2026-12-12", 2), 1), none);
        assert_eq!(fields(&form("2026-11-20", "2026-12-01", 2), 1), none, "who has fallen ill says so later");
        assert_eq!(fields(&form("2026-12-12", "2026-12-01", 2), 1), ["until"]);
        assert_eq!(fields(&form("2026-11-01", "2026-11-30", 2), 1), ["until"], "that is over");
        assert_eq!(fields(&form("2026-12-01", "2027-12-02", 2), 1), ["until"]);
        assert_eq!(fields(&form("", "2026-12-12", 2), 1), ["from"]);
        assert_eq!(fields(&form("2026-12-01", "2026-12-12", 1), 1), ["stand_in"], "themselves");
        assert_eq!(fields(&form("2026-12-01", "2026-12-12", 3), 1), ["stand_in"], "a nurse refers nobody");
        assert_eq!(fields(&form("2026-12-01", "2026-12-12", 1), 3), none, "a referrer does what a nurse does");
        assert_eq!(fields(&form("2026-12-01", "2026-12-12", 9), 1), ["stand_in"], "a stranger");
        assert_eq!(fields(&AbsenceForm { who: id(9).to_string(), ..form("2026-12-01", "2026-12-12", 2) }, 4), ["who"]);
        let winter = form("2026-10-24", "2026-12-12", 2).read(id(1), &people(), date(2026, 12, 1)).unwrap().lasts();
        assert_eq!(winter.0.to_string(), "2026-10-23T23:00:00Z");
        assert_eq!(winter.1.to_string(), "2026-12-13T00:00:00Z");
    }

    #[test]
    fn who_stands_in_and_is_away_hands_on() {
        let [one, two, three] = [1, 2, 3].map(id);
        assert_eq!(stands_in_for(one, &[]), BTreeSet::new());
        assert_eq!(stands_in_for(one, &[(two, one)]), BTreeSet::from([two]));
        assert_eq!(stands_in_for(one, &[(two, one), (three, two)]), BTreeSet::from([two, three]));
        assert_eq!(stands_in_for(three, &[(two, one), (three, two)]), BTreeSet::new());
        // For each other: it ends.
        assert_eq!(stands_in_for(one, &[(two, one), (one, two)]), BTreeSet::from([two]));
        assert_eq!(stands_in_for(three, &[(two, one), (one, two)]), BTreeSet::new());
    }
}
