//! What was typed into a policy's form in another window than the one that was saved: it waits beside the form, under names
//! of its own, until somebody has looked at both.

use super::{Part, PolicyForm, part_of};

/// Before the names of what waits aside. No field is called so.
const ASIDE: &str = "aside/";

impl PolicyForm {
    /// What was typed into one part in another window than the one that was saved, if anything was; it waits beside the form
    /// until somebody has looked at both.
    pub fn aside(&self, part: Part) -> Option<Self> {
        let fields =
            self.0.iter().filter_map(|(name, value)| Some((name.strip_prefix(ASIDE)?.to_owned(), value.clone())));
        let aside = Self(fields.filter(|(name, _)| part_of(name) == Some(part)).collect());
        (!aside.0.is_empty()).then_some(aside)
    }

    /// The same form with that.
    #[must_use]
    pub fn put_aside(self, part: Part, posted: Self) -> Self {
        let mut form = self.without_aside(part);
        let posted = Self::default().with(part, posted);
        form.0.extend(posted.0.into_iter().map(|(name, value)| (format!("{ASIDE}{name}"), value)));
        form
    }

    /// The same without it.
    #[must_use]
    pub fn without_aside(mut self, part: Part) -> Self {
        self.0.retain(|name, _| name.strip_prefix(ASIDE).is_none_or(|name| part_of(name) != Some(part)));
        self
    }

    /// What waits aside, of every part, as it is kept.
    #[must_use]
    pub fn all_aside(&self) -> Self {
        let fields = self.0.iter().filter(|(name, _)| name.starts_with(ASIDE));
        Self(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}
