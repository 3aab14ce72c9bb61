//! Jess's Rule, "three strikes and we rethink" (NHS England, September 2025): who comes for the third time with one problem is
//! thought about anew, by everybody who is asked.

/// From which request about one problem on both sides are asked to think again; the rule's own number.
const THINK_AGAIN: u32 = 3;

/// Whether this is a request to think again about, of so many about one problem with it.
pub const fn thinks_again(requests: u32) -> bool {
    requests >= THINK_AGAIN
}

/// What a practice reads before it sends one; None of the first ones.
pub fn think_again(requests: u32) -> Option<String> {
    thinks_again(requests).then(|| {
        format!(
            "This is the {} request about this problem. Think again (Jess’s Rule): look at the skin face to face if that was \
             not done, doubt the diagnosis, ask a colleague, or refer.",
            nth(requests)
        )
    })
}

/// What a specialist is asked about before an answer that ends without an appointment.
pub(crate) fn before_an_answer(requests: u32) -> Option<String> {
    thinks_again(requests)
        .then(|| format!("This is the {} request about this problem (Jess’s Rule: think again).", nth(requests)))
}

/// "3rd".
pub fn nth(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_time_asks_to_think_again() {
        assert_eq!([1, 2, 3, 4].map(thinks_again), [false, false, true, true]);
        assert_eq!(think_again(2), None);
        assert!(think_again(3).unwrap().starts_with("This is the 3rd request about this problem."));
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 13, 21, 22, 101].map(nth).join(" "),
            "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 101st"
        );
    }
}
