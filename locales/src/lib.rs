//! What a patient reads: pages, texts and messages, in every language. Free of any user interface, so that the store
//! can write a text message with the same words as a page.
//!
//! The sentences stand in `text/<area>.<language>.yml`. To add a language: translate those files and add a variant to
//! [`Locale`]; the tests say what is missing. With a second one, [`say!`] has to be told the page's: today there is one,
//! and it takes that. To add an area: a file of its name for every language.

rust_i18n::i18n!("text", fallback = "en");

/// A language that the words exist in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    #[default]
    English,
}

impl Locale {
    pub const ALL: &[Self] = &[Self::English];

    /// The language's code in file names.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }
}

/// The sentence that stands under `key`, its `%{name}` places filled from `args`.
///
/// A key that does not exist comes back as it is; the tests hold that no source names one.
pub fn text(locale: Locale, key: &str, args: &[(&str, &str)]) -> String {
    let sentence = rust_i18n::t!(key, locale = locale.code());
    if args.is_empty() {
        return sentence.into_owned();
    }
    let (names, values): (Vec<_>, Vec<_>) = args.iter().map(|(name, value)| (*name, (*value).to_owned())).unzip();
    rust_i18n::replace_patterns(&sentence, &names, &values)
}

/// The sentence under a key in the page's language: `say!("review.to", practice = &asker.practice)`.
#[macro_export]
macro_rules! say {
    ($key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text($crate::Locale::default(), $key, &[$((stringify!($name), $value)),*])
    };
}
