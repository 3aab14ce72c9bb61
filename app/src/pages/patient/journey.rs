//! Which page shows at which stage. Pure, so that the same answer serves a first request and a press of the back
//! button.

use domain::view::Stage;

/// One page of a link, in the order they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Start,
    Check,
    Before,
    Questions,
    Photos,
    Review,
    News,
}

/// How many pages the counter counts.
pub const STEPS: u8 = 5;

/// What to do when somebody asks for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Here,
    GoTo(Page),
    /// The link has come to its end, wherever it is entered.
    Locked,
    Expired,
    Stopped,
}

impl Page {
    /// Its path under the link's own.
    pub fn path(self) -> &'static str {
        match self {
            Self::Start => "",
            Self::Check => "/check",
            Self::Before => "/before",
            Self::Questions => "/questions",
            Self::Photos => "/photos",
            Self::Review => "/review",
            Self::News => "/news",
        }
    }

    /// The last part of its path; empty for the first.
    pub fn name(self) -> &'static str {
        self.path().trim_start_matches('/')
    }

    /// Its number in the step counter.
    pub fn step(self) -> Option<u8> {
        match self {
            Self::Start | Self::News => None,
            Self::Check => Some(1),
            Self::Before => Some(2),
            Self::Questions => Some(3),
            Self::Photos => Some(4),
            Self::Review => Some(5),
        }
    }

    /// Where its back link goes.
    pub fn previous(self) -> Option<Self> {
        match self {
            Self::Start | Self::News => None,
            Self::Check | Self::Before => Some(Self::Start),
            Self::Questions => Some(Self::Before),
            Self::Photos => Some(Self::Questions),
            Self::Review => Some(Self::Photos),
        }
    }

    /// Whether this page shows itself to a link at `stage`, or which other one does.
    pub fn entry(self, stage: &Stage, is_phone: bool) -> Entry {
        use Page::{Before, Check, News, Photos, Questions, Review, Start};
        let own = match stage {
            Stage::Locked => return Entry::Locked,
            Stage::Expired => return Entry::Expired,
            Stage::Stopped => return Entry::Stopped,
            // A referrer's own phone is there for the pictures and nothing else.
            _ if is_phone => Photos,
            _ if self == Start => return Entry::Here,
            Stage::Check { .. } => Check,
            Stage::Before | Stage::Declined => Before,
            Stage::Questions => Questions,
            Stage::Photos => Photos,
            Stage::News(_) => News,
        };
        let earlier: &[Page] = match own {
            Photos if is_phone => &[],
            Photos => &[Before, Questions, Review],
            Questions => &[Before],
            Start | Check | Before | Review | News => &[],
        };
        if self == own || earlier.contains(&self) { Entry::Here } else { Entry::GoTo(own) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_skips_the_check_or_the_consents() {
        let unknown = Stage::Check { tries_left: None, sent: None };
        for page in [Page::Before, Page::Questions, Page::Photos, Page::Review, Page::News] {
            assert_eq!(page.entry(&unknown, false), Entry::GoTo(Page::Check));
        }
        assert_eq!(Page::Photos.entry(&Stage::Before, false), Entry::GoTo(Page::Before));
        assert_eq!(Page::Photos.entry(&Stage::Declined, false), Entry::GoTo(Page::Before));
        assert_eq!(Page::Review.entry(&Stage::Questions, false), Entry::GoTo(Page::Questions));
    }

    #[test]
    fn one_can_go_back_and_change_an_answer() {
        assert_eq!(Page::Questions.entry(&Stage::Photos, false), Entry::Here);
        assert_eq!(Page::Before.entry(&Stage::Photos, false), Entry::Here);
        assert_eq!(Page::Check.entry(&Stage::Photos, false), Entry::GoTo(Page::Photos));
    }

    #[test]
    fn the_end_is_the_end_on_every_page() {
        assert_eq!(Page::Start.entry(&Stage::Locked, false), Entry::Locked);
        assert_eq!(Page::Photos.entry(&Stage::Expired, true), Entry::Expired);
    }

    #[test]
    fn a_referrers_phone_goes_straight_to_the_pictures() {
        assert_eq!(Page::Start.entry(&Stage::Photos, true), Entry::GoTo(Page::Photos));
        assert_eq!(Page::Questions.entry(&Stage::Photos, true), Entry::GoTo(Page::Photos));
    }
}
