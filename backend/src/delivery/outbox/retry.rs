//! When to try again.

use std::time::Duration;

use jiff::SignedDuration;

/// After this many failures a delivery is dead: some three hours after the first, the pauses together.
pub(super) const FAILURES: i64 = 12;

/// What nothing is the matter with but the channel's settings or its limits waits so long before somebody has to be told.
pub(super) const HELD: SignedDuration = SignedDuration::from_hours(24);

/// A message that may have left is looked for no sooner: the channel may still be busy with it.
pub(super) const BEFORE_ASKING: Duration = Duration::from_secs(30);

/// How often to see whether somebody has set right what holds everything up.
const WHILE_HELD: Duration = Duration::from_secs(5 * 60);

/// The pause after the `failure`th (from 1): doubling from 5 seconds up to 4 hours. `jitter` is any random byte.
pub(super) fn pause(failure: i64, jitter: u8) -> Duration {
    let doublings = u32::try_from(failure.clamp(1, 16) - 1).unwrap_or(0);
    shortened(Duration::from_secs(5 << doublings).min(Duration::from_secs(4 * 60 * 60)), jitter)
}

pub(super) fn pause_while_held(jitter: u8) -> Duration {
    shortened(WHILE_HELD, jitter)
}

/// At random by up to half (jitter), so that what failed together does not come back together.
fn shortened(whole: Duration, jitter: u8) -> Duration {
    whole - whole / 2 * u32::from(jitter) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_stay_bounded_and_differ() {
        assert_eq!(pause(1, 0), Duration::from_secs(5));
        assert_eq!(pause(2, 0), Duration::from_secs(10));
        assert_eq!(pause(40, 0), Duration::from_secs(4 * 60 * 60));
        assert_eq!(pause(1, 255), Duration::from_millis(2_500));
        assert!(pause_while_held(255) < pause_while_held(0));
    }
}
