//! When to try again.

use std::time::Duration;

/// After this many tries a delivery is dead: some three hours after the first, the pauses together.
pub(super) const TRIES: i64 = 12;

/// The pause after the `attempt`th try (from 1): doubling from 5 seconds up to 4 hours, then shortened at random by up
/// to half, so that what failed together does not come back together. `dice` is any random byte.
pub(super) fn pause(attempt: i64, dice: u8) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 16) - 1).unwrap_or(0);
    let whole = Duration::from_secs(5 << doublings).min(Duration::from_secs(4 * 60 * 60));
    whole - whole / 2 * u32::from(dice) / 255
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
    }
}
