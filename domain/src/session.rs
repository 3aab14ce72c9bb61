//! How long somebody stays known to a browser.

use jiff::{SignedDuration, Timestamp};

/// When a browser is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRules {
    /// Minutes after which somebody signed in, who does nothing, is signed out. 60.
    pub idle_minutes: u32,
    /// Hours after which somebody signed in signs in again, whatever they do. 12: longer than a clinic's day.
    pub longest_hours: u32,
    /// Minutes that a link stays open in a browser that nobody uses. 15: phones and libraries' computers are shared.
    pub link_minutes: u32,
    /// Minutes after which an act on people, credentials or organisations wants the second step again. 10.
    pub proof_minutes: u32,
    /// Minutes that a case stays open to somebody who opened it from outside. 60: long enough for one patient.
    pub opening_minutes: u32,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self { idle_minutes: 60, longest_hours: 12, link_minutes: 15, proof_minutes: 10, opening_minutes: 60 }
    }
}

impl SessionRules {
    /// When somebody who signed in at `since` and last did something at `seen` is signed out.
    pub fn staff_ends(&self, since: Timestamp, seen: Timestamp) -> Timestamp {
        later(seen, self.idle_minutes).min(later(since, self.longest_hours * 60))
    }

    /// Until when a second step that was given at `proved` is enough for such an act.
    pub fn proof_ends(&self, proved: Timestamp) -> Timestamp {
        later(proved, self.proof_minutes)
    }

    /// When a case that was opened from outside at `at` is closed to them again.
    pub fn opening_ends(&self, at: Timestamp) -> Timestamp {
        later(at, self.opening_minutes)
    }

    /// When a link that was last used at `seen` asks who it is again.
    pub fn link_ends(&self, seen: Timestamp) -> Timestamp {
        later(seen, self.link_minutes)
    }
}

/// A browser by the names that people know, from what it says of itself: "Firefox on Windows".
pub fn device(user_agent: &str) -> String {
    let first = |known: &[(&str, &'static str)], other| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map_or(other, |(_, name)| *name)
    };
    // Each says that it is the ones after it, too.
    let browsers =
        [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari")];
    let systems = [
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "a Mac"),
        ("Linux", "Linux"),
    ];
    format!("{} on {}", first(&browsers, "A browser"), first(&systems, "an unknown device"))
}

/// How long somebody who gave the right password has for the second step.
pub const SECOND_STEP: SignedDuration = SignedDuration::from_mins(10);

fn later(from: Timestamp, minutes: u32) -> Timestamp {
    from.saturating_add(SignedDuration::from_mins(minutes.into())).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_people_call_them() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36";
        assert_eq!(device(chrome), "Chrome on Windows");
        assert_eq!(device(&format!("{chrome} Edg/142.0")), "Edge on Windows");
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";
        assert_eq!(device(phone), "Safari on an iPhone");
        assert_eq!(device("curl/8"), "A browser on an unknown device");
    }

    #[test]
    fn it_ends_when_idle_and_at_the_latest_after_a_day_of_work() {
        let rules = SessionRules::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let since = at("2026-11-24T08:00:00Z");
        assert_eq!(rules.staff_ends(since, since), at("2026-11-24T09:00:00Z"));
        assert_eq!(rules.staff_ends(since, at("2026-11-24T12:30:00Z")), at("2026-11-24T13:30:00Z"));
        assert_eq!(
            rules.staff_ends(since, at("2026-11-24T19:59:00Z")),
            at("2026-11-24T20:00:00Z"),
            "no longer than 12 h"
        );
        assert_eq!(rules.link_ends(since), at("2026-11-24T08:15:00Z"));
    }
}
