use super::Advice;
use crate::quality::thresholds::live::{SHOWN_AFTER, WITHDRAWN_AFTER};

/// Advice that does not flicker: it must last before it is shown, and be gone for a while before it is withdrawn.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    shown: Option<Advice>,
    next: Option<Advice>,
    /// How many frames running have asked for `next`.
    same: u32,
    /// How many frames running have asked for anything.
    any: u32,
}

impl Held {
    /// What to show, when this frame alone asks for `now`.
    pub(super) fn show(&mut self, now: Option<Advice>) -> Option<Advice> {
        self.same = if now == self.next { self.same.saturating_add(1) } else { 1 };
        self.any = if now.is_some() { self.any.saturating_add(1) } else { 0 };
        self.next = now;
        let changes = match (self.shown, now) {
            (None, Some(_)) => self.any >= SHOWN_AFTER,
            (Some(_), Some(_)) => self.same >= SHOWN_AFTER,
            (_, None) => self.same >= WITHDRAWN_AFTER,
        };
        if changes {
            self.shown = now;
        }
        self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_that_comes_and_goes_is_neither_shown_nor_withdrawn() {
        let mut held = Held::default();
        for _ in 0..20 {
            assert_eq!(held.show(Some(Advice::HoldStill)), None);
            assert_eq!(held.show(None), None);
        }
        for _ in 0..SHOWN_AFTER {
            held.show(Some(Advice::MoreLight));
        }
        for _ in 0..20 {
            assert_eq!(held.show(None), Some(Advice::MoreLight));
            assert_eq!(held.show(Some(Advice::HoldStill)), Some(Advice::MoreLight));
        }
        for _ in 0..WITHDRAWN_AFTER {
            held.show(None);
        }
        assert_eq!(held.show(None), None);
    }
}
