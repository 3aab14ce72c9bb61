//! What an answer to a part of an upload means. Proxies, filters and captive portals answer too: only the server's own
//! word, which it marks (`Tus-Resumable`), is a last one.

use ui::client::UNCONFIRMED;

/// What to do after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Taken,
    SignedOut,
    /// The link is good, and whose it is has to be shown again.
    Unconfirmed,
    /// The link or the upload takes no more.
    Closed,
    /// Refused for a reason that stands in the answer.
    Refused,
    /// Not now, or not as it stands: asking how far the upload has come puts that right.
    NotNow,
    /// Something on the way does not let this kind of request through: the same may get through as another.
    NotThisWay,
}

/// By an answer's status, whether it bears the server's mark, and what it calls the problem.
pub fn verdict(status: u16, is_ours: bool, problem: Option<&str>) -> Verdict {
    match (is_ours, status) {
        // The method is what a server and what a filter refuses by these.
        (_, 405 | 501) => Verdict::NotThisWay,
        (true, 200..300) => Verdict::Taken,
        (true, 401) if problem == Some(UNCONFIRMED) => Verdict::Unconfirmed,
        (true, 401 | 412) => Verdict::SignedOut,
        (true, 403 | 404 | 410) => Verdict::Closed,
        (true, 400 | 413 | 415 | 422) => Verdict::Refused,
        // 409 and 460: the offset or the checksum did not fit.
        (true, _) | (false, 429 | 500..) => Verdict::NotNow,
        (false, _) => Verdict::NotThisWay,
    }
}

/// How many bytes go in one request: what is lost at most when it breaks off, and how finely progress shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartSize(u64);

impl PartSize {
    /// At 1 Mbit/s two seconds.
    pub const LARGEST: Self = Self(256 * 1024);
    /// At 5 kbit/s what the client's patience is for.
    const SMALLEST: u64 = 16 * 1024;

    pub const fn bytes(self) -> u64 {
        self.0
    }

    /// After a part that did not get through in time.
    #[must_use]
    pub fn smaller(self) -> Self {
        Self((self.0 / 2).max(Self::SMALLEST))
    }

    /// After one that did.
    #[must_use]
    pub fn larger(self) -> Self {
        Self((self.0 * 2).min(Self::LARGEST.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_servers_own_word_is_a_last_one() {
        for status in 100..600 {
            let stranger = verdict(status, false, None);
            assert!(matches!(stranger, Verdict::NotNow | Verdict::NotThisWay), "{status}: {stranger:?}");
        }
        assert_eq!(verdict(204, true, None), Verdict::Taken);
        for status in [401, 412] {
            assert_eq!(verdict(status, true, None), Verdict::SignedOut, "{status}: nobody, or somebody else");
        }
        assert_eq!(verdict(410, true, None), Verdict::Closed);
        assert_eq!(verdict(422, true, None), Verdict::Refused);
        for status in [409, 460, 429, 500, 503] {
            assert_eq!(verdict(status, true, None), Verdict::NotNow, "{status}");
        }
    }

    #[test]
    fn a_date_of_birth_that_is_wanted_again_ends_nothing() {
        assert_eq!(verdict(401, true, Some(UNCONFIRMED)), Verdict::Unconfirmed);
        assert_eq!(verdict(401, true, Some("signed_out")), Verdict::SignedOut);
        assert_eq!(verdict(401, false, Some(UNCONFIRMED)), Verdict::NotThisWay, "not the server's own word");
        assert_eq!(verdict(404, true, Some("not_found")), Verdict::Closed);
    }

    #[test]
    fn what_lets_a_method_not_through_is_gone_around() {
        for (status, is_ours) in [(405, false), (501, false), (403, false), (200, false), (405, true)] {
            assert_eq!(verdict(status, is_ours, None), Verdict::NotThisWay, "{status}");
        }
        for status in [429, 502, 503, 504] {
            assert_eq!(verdict(status, false, None), Verdict::NotNow, "{status}");
        }
    }

    #[test]
    fn parts_shrink_on_a_slow_line_and_grow_again() {
        let mut size = PartSize::LARGEST;
        for expected in [128, 64, 32, 16, 16] {
            size = size.smaller();
            assert_eq!(size.bytes(), expected * 1024);
        }
        assert_eq!(size.larger().bytes(), 32 * 1024);
        assert_eq!(PartSize::LARGEST.larger(), PartSize::LARGEST);
    }
}
