use domain::view::{PhoneText, When};

use crate::{Backend, Error, clock::from_ms, db};

/// What the demonstration phone received, the newest first. `NotFound` outside a demonstration: there is no such phone.
pub async fn phone_texts(b: &Backend) -> Result<Vec<PhoneText>, Error> {
    if !b.settings().demonstration {
        return Err(Error::NotFound);
    }
    let rows = db::phone_texts::newest(&mut *b.db().read().await?).await?;
    Ok(rows
        .into_iter()
        .map(|row| PhoneText {
            links: links(&row.body),
            to: row.recipient,
            body: row.body,
            at: When::at(from_ms(row.at)),
        })
        .collect())
}

/// The addresses in a text.
pub(super) fn links(body: &str) -> Vec<String> {
    let is_link = |word: &&str| word.starts_with("http://") || word.starts_with("https://");
    body.split_whitespace().filter(is_link).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_whole_words() {
        assert_eq!(links("Open http://localhost:3000/p/abc on your phone."), ["http://localhost:3000/p/abc"]);
        assert!(links("No link here").is_empty());
    }
}
