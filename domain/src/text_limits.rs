//! How many texts with a link may be sent in a day: each costs money and reaches somebody's phone, so that a mistake, or
//! somebody at an open computer, must not send them without end. A text that tells of news without a link is never held back.

use crate::case::Problem;

/// Of one case: a wrong number put right, a lost phone, a deleted text, and then it is time to call.
pub const PER_CASE: u32 = 10;

/// Of one practice: several times what the busiest would ask of its patients in a day.
pub const PER_PRACTICE: u32 = 300;

/// Why one more may not be sent, by how many have been within a day.
pub fn problem(of_case: u32, of_practice: u32) -> Option<Problem> {
    if of_case >= PER_CASE {
        Some(Problem::new(
            "mobile",
            format!("{PER_CASE} texts were sent for this request within a day: call the patient"),
        ))
    } else if of_practice >= PER_PRACTICE {
        let sentence =
            format!("Your practice has sent {PER_PRACTICE} texts within a day: call the patient, or try tomorrow");
        Some(Problem::new("mobile", sentence))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_goes_and_the_next_does_not() {
        assert_eq!(problem(PER_CASE - 1, PER_PRACTICE - 1), None);
        assert!(problem(PER_CASE, 0).is_some_and(|it| it.message.contains("for this request")));
        assert!(problem(0, PER_PRACTICE).is_some_and(|it| it.message.contains("practice")));
    }
}
