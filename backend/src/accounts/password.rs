//! Passwords are kept as Argon2id hashes (RFC 9106) with the crate's parameters: 19 MiB, 2 passes, as OWASP advises.

use std::{num::NonZero, sync::LazyLock, thread::available_parallelism};

use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};

use tokio::sync::{Semaphore, SemaphorePermit};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{
    Score,
    feedback::{Feedback, Warning},
    zxcvbn,
};

use crate::{Error, Ids};

/// The hash of a password that nobody has, so that a made-up account costs as long as a real one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2tpbmxpbmstbm9ib2R5$X3qYQG0Vv0Mb1hWvTQ0nW1hQF6r1m7mJbq0kQ0v0n4A";

/// Hashes off the threads that answer requests: it takes tens of milliseconds on purpose.
pub(super) async fn hash(place: Place, ids: &Ids, password: &str) -> Result<String, Error> {
    let (salt, password) = (ids.bytes::<16>(), normal(password));
    off_thread(place, move || hash_with(&salt, &password)).await
}

fn hash_with(salt: &[u8], password: &str) -> Result<String, Error> {
    let salt = SaltString::encode_b64(salt).map_err(internal)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(internal)?;
    Ok(hash.to_string())
}

/// Why a password cannot be chosen (NIST SP 800-63B 5.1.1.2, OWASP ASVS 5.0 6.2): length and how easily it is guessed
/// count, and nothing about which characters are in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    #[error(
        "The password has {0} characters and needs {SHORTEST} or more. Three or four words that do not belong together are easy to remember"
    )]
    TooShort(usize),
    #[error("The password is longer than {LONGEST} characters. Choose a shorter one")]
    TooLong,
    #[error(
        "The password is easily guessed{0}. Choose another, such as three or four words that do not belong together"
    )]
    Guessable(&'static str),
}

const SHORTEST: usize = 12;
const LONGEST: usize = 128;

/// The hash of a password that somebody chooses, or why it is not taken. `about` is what an attacker would try first: the
/// person's name, address and organisation.
pub(crate) async fn choose(
    place: Place,
    ids: &Ids,
    password: &str,
    about: &[&str],
) -> Result<Result<String, PasswordProblem>, Error> {
    let (salt, password) = (ids.bytes::<16>(), normal(password));
    let about: Vec<String> = about.iter().flat_map(|text| parts(text)).chain(["skinlink".to_owned()]).collect();
    off_thread(place, move || {
        if let Some(problem) = problem(&password, &about) {
            return Ok(Err(problem));
        }
        hash_with(&salt, &password).map(Ok)
    })
    .await
}

/// The same text, however a keyboard put it together: "é" is one character or two.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

/// What somebody would take of a name or an address: each word of it, and the whole.
fn parts(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    words.map(str::to_lowercase).chain([text.to_lowercase()]).collect()
}

fn problem(password: &str, about: &[String]) -> Option<PasswordProblem> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(PasswordProblem::TooShort(length));
    }
    if length > LONGEST {
        return Some(PasswordProblem::TooLong);
    }
    let mut about: Vec<&str> = about.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    // A whole before its parts.
    about.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let guessed = zxcvbn(password, &about);
    // Below 10^8 guesses; from there on the waiting between tries is longer than anybody guesses.
    if guessed.score() < Score::Three {
        let warning = guessed.feedback().and_then(Feedback::warning);
        return Some(PasswordProblem::Guessable(warning.map_or("", because)));
    }
    // "AmaraOsei2026" is long, and the first thing that whoever knows her tries: what is left without her words counts.
    let lower = password.to_lowercase();
    let rest = about.iter().fold(lower.clone(), |rest, word| rest.replace(*word, ""));
    let is_theirs = rest != lower && zxcvbn(&rest, &[]).score() < Score::Three;
    is_theirs.then_some(PasswordProblem::Guessable(": it is made of your name, address or organisation"))
}

fn because(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            ": it follows the rows of a keyboard"
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            ": it repeats itself"
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => ": many people use it",
        Warning::SequencesLikeAbcAreEasyToGuess => ": it is a sequence like abc or 6543",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => ": it is mostly a year or a date",
        Warning::AWordByItselfIsEasyToGuess => ": it is mostly one word",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => {
            ": it is mostly a name"
        }
    }
}

/// Whether `password` is the one behind `hash`. Without a hash it takes the same time and is never right.
pub(super) async fn verify(place: Place, hash: Option<String>, password: &str) -> Result<bool, Error> {
    // Nobody's is longer: text without end is not worked on.
    let password = if password.len() <= 8 * LONGEST { normal(password) } else { String::new() };
    off_thread(place, move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODY);
        let hash = PasswordHash::new(hash).map_err(internal)?;
        let right = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        Ok(right && known)
    })
    .await
}

/// Hashes at work: each has 19 MiB, and more than two to a processor only wait for one another.
static AT_WORK: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2 * processors()));

/// Hashes at work or waiting: whoever comes when so many are there hears at once that it is too busy, instead of waiting
/// for longer than anybody does.
static PLACES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2 * processors() + 32));

/// A place among those that wait for a hash.
pub(crate) type Place = SemaphorePermit<'static>;

/// To be taken before anything else is done for a password: whoever has none costs no reading and no writing.
///
/// # Errors
/// `Unavailable` when so many wait that one more would wait for longer than anybody does.
pub(crate) fn place() -> Result<Place, Error> {
    PLACES.try_acquire().map_err(|_| Error::Unavailable("too many passwords at once".into()))
}

fn processors() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

async fn off_thread<T: Send + 'static>(
    place: Place,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let turn = AT_WORK.acquire().await.map_err(|closed| Error::Internal(closed.into()))?;
    let work = move || {
        // Free when the work is done, also when nobody waits for it any longer.
        let _held = (place, turn);
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.into()))?
}

fn internal(error: argon2::password_hash::Error) -> Error {
    Error::Internal(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_judged_by_its_length_and_by_how_it_would_be_guessed() {
        let about: Vec<String> = ["Dr Amara Osei", "amara.osei@riverside.example", "Riverside Surgery"]
            .iter()
            .flat_map(|it| parts(it))
            .collect();
        let judged = |password: &str| problem(&normal(password), &about);
        for right in [
            "copper lantern violet tram",
            "   spaces count too, at both ends ",
            "Зелёный трамвай едет в горы",
            "🐢🦀🐙🦑🐳🐬🦈🐊🐆🦓🦍🦧",
        ] {
            assert_eq!(judged(right), None, "{right}");
        }
        assert_eq!(judged("kept short"), Some(PasswordProblem::TooShort(10)));
        // Four bytes each, and four of them are four characters.
        assert_eq!(judged("🐢🦀🐙🦑"), Some(PasswordProblem::TooShort(4)));
        assert_eq!(judged(&"copper lantern ".repeat(9)), Some(PasswordProblem::TooLong));
        for guessable in [
            "passwordpassword",
            "qwertyuiop12",
            "aaaaaaaaaaaaaaaa",
            "AmaraOsei2026",
            "riversidesurgery1",
            "skinlinkskinlink",
        ] {
            assert!(matches!(judged(guessable), Some(PasswordProblem::Guessable(_))), "{guessable}");
        }
    }

    #[tokio::test]
    async fn it_is_the_same_password_however_it_was_typed() {
        // Composed, and from a keyboard that writes the accent apart.
        let (one, two) = ("caf\u{e9} lantern violet", "cafe\u{301} lantern violet");
        let kept = hash(place().unwrap(), &Ids::seeded(1), one).await.unwrap();
        assert!(verify(place().unwrap(), Some(kept), two).await.unwrap());
    }

    #[tokio::test]
    async fn the_right_password_and_no_other_and_a_crowd_is_refused() {
        let kept = hash(place().unwrap(), &Ids::seeded(1), "correct horse").await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify(place().unwrap(), Some(kept.clone()), "correct horse").await.unwrap());
        assert!(!verify(place().unwrap(), Some(kept), "correct hose").await.unwrap());
        assert!(!verify(place().unwrap(), None, "correct horse").await.unwrap());

        // In the same test: the places are the whole process's.
        let crowd = 2 * processors() + 132;
        let answers = futures::future::join_all((0..crowd).map(|_| async { verify(place()?, None, "x").await })).await;
        let refused = answers.iter().filter(|it| matches!(it, Err(Error::Unavailable(_)))).count();
        assert!(refused >= 50, "{refused} of {crowd}");
        assert!(answers.iter().any(Result::is_ok));
        assert!(!verify(place().unwrap(), None, "x").await.unwrap());
    }
}
