//! When a stream of news is taken for silent. Proxies hold answers back until they end, and a browser gives a stream up
//! for good after one bad answer; neither is told to the page.

/// How long a stream may take until its first word.
const FIRST: f64 = 6_000.0;
/// How long it may be silent later: three times what the server is ever silent (`server/src/routes/events.rs`).
const LATER: f64 = 30_000.0;
/// From one question to the next while it is silent.
const BETWEEN: f64 = 25_000.0;

/// What was heard when, by a clock of milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Silence {
    heard: f64,
    patience: f64,
    asked: f64,
}

impl Silence {
    /// Of a stream that was opened now.
    pub fn new(now: f64) -> Self {
        Self { heard: now, patience: FIRST, asked: f64::NEG_INFINITY }
    }

    /// Something came, whatever it was.
    pub fn heard(&mut self, now: f64) {
        (self.heard, self.patience) = (now, LATER);
    }

    /// Whether it is time to ask what is new.
    pub fn asks(&mut self, now: f64) -> bool {
        let asks = now - self.heard >= self.patience && now - self.asked >= BETWEEN;
        if asks {
            self.asked = now;
        }
        asks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seconds of two minutes in which it asks, with something heard in those of `heard`.
    fn asked(heard: &[u32]) -> Vec<u32> {
        let mut silence = Silence::new(0.0);
        let ask = |second: &u32| {
            let now = f64::from(*second) * 1_000.0;
            if heard.contains(second) {
                silence.heard(now);
            }
            silence.asks(now)
        };
        (1..=120).filter(ask).collect()
    }

    #[test]
    fn a_stream_that_speaks_is_enough() {
        let every_ten: Vec<u32> = (1..=120).step_by(10).collect();
        assert_eq!(asked(&every_ten), Vec::<u32>::new());
    }

    #[test]
    fn one_that_never_speaks_is_made_up_for_by_asking() {
        assert_eq!(asked(&[]), [6, 31, 56, 81, 106]);
    }

    #[test]
    fn one_that_falls_silent_is_too_until_it_speaks_again() {
        assert_eq!(asked(&[1, 11, 90, 100, 110, 120]), [41, 66]);
    }
}
