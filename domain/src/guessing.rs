//! How guessing is slowed down. Of passwords by where it comes from, never so that a stranger can keep somebody out; of
//! cases' numbers by who does it.

use jiff::{SignedDuration, Timestamp};

/// What tries are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// A browser in which this account has signed in before: nobody else's tries slow it down.
    KnownDevice,
    /// This account, from this address on the network.
    AccountFromSource,
    /// This address on the network, whatever the account.
    Source,
    /// Numbers of cases, by the account that gives them, wherever it works and signs in.
    CaseNumber,
}

/// How many wrong passwords are free, and how waiting grows after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuessRules {
    /// Of one account, from one address or one known device. 5.
    pub per_account: u32,
    /// From one address, over all accounts: a practice shares one. 30.
    pub per_source: u32,
    /// Numbers of cases that open nothing, each within an hour of the one before, after which an account opens none for
    /// an hour. 5: one is misheard now and then, and 120 a day at most are nothing among the four thousand million that
    /// there can be. With 100,000 cases it takes a year on average to meet one.
    pub per_number: u32,
}

impl Default for GuessRules {
    fn default() -> Self {
        Self { per_account: 5, per_source: 30, per_number: 5 }
    }
}

/// Wrong codes of the second step in a row, however long ago, after which none is taken any longer: whoever guesses knows
/// the password. Each has one chance in 250,000 at most, so that all of them together have one in 5,000 between two right codes of
/// the owner's.
pub const MOST_CODES: i64 = 50;

/// The longest wait. 15 minutes.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);
/// After so long without a wrong password, those before are forgotten.
pub const FORGOTTEN: SignedDuration = SignedDuration::from_hours(1);

impl GuessRules {
    /// When the next try is taken, after so many wrong ones of which the last was at `last`: each doubles the wait.
    pub fn next_at(&self, by: CountedBy, failures: u32, last: Timestamp) -> Timestamp {
        let free = match by {
            CountedBy::KnownDevice | CountedBy::AccountFromSource => self.per_account,
            CountedBy::Source => self.per_source,
            CountedBy::CaseNumber => self.per_number,
        };
        let wait = match failures.checked_sub(free) {
            // Free: also by the clock of another server, on which the last one may lie ahead.
            None => return Timestamp::MIN,
            // Nobody is in a hurry with the sixth number that somebody may have told them.
            Some(_) if by == CountedBy::CaseNumber => FORGOTTEN,
            Some(over) => SignedDuration::from_secs(1_i64 << over.min(20)).min(LONGEST),
        };
        last.saturating_add(wait).unwrap_or(Timestamp::MAX)
    }

    /// How many of the wrong ones still count at `now`.
    pub fn counting(&self, failures: u32, last: Timestamp, now: Timestamp) -> u32 {
        if now.duration_since(last) >= FORGOTTEN { 0 } else { failures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_from_nothing_to_a_quarter_of_an_hour_and_no_further() {
        let (rules, last) = (GuessRules::default(), "2026-11-24T10:00:00Z".parse::<Timestamp>().unwrap());
        let wait = |by, failures| rules.next_at(by, failures, last).duration_since(last).as_secs().max(0);
        let of_account = [0, 4, 5, 6, 9, 14, 15, 1_000].map(|failures| wait(CountedBy::AccountFromSource, failures));
        assert_eq!(of_account, [0, 0, 1, 2, 16, 512, 900, 900]);
        assert_eq!([29, 30, 31].map(|failures| wait(CountedBy::Source, failures)), [0, 1, 2]);
        let of_numbers = [0, 4, 5, 6, 1_000].map(|failures| wait(CountedBy::CaseNumber, failures));
        assert_eq!(of_numbers, [0, 0, 3_600, 3_600, 3_600]);
        // The clock of the server that counted the last one may be ahead of this one's.
        assert!(rules.next_at(CountedBy::Source, 29, last) < last);
        assert_eq!(rules.counting(7, last, last + SignedDuration::from_mins(59)), 7);
        assert_eq!(rules.counting(7, last, last + SignedDuration::from_hours(1)), 0);
    }
}
