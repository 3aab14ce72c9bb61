//! What clinicians of one service ask of each other about a case (`domain::review`).

mod ask;
mod give;
mod read_again;
mod show;

pub(super) use ask::call_off_release;
pub use ask::{Prepared, ask_review, ask_review_form, call_off_review, prepare_answer};
pub(super) use give::end_release;
pub use give::{give_review, read_review, use_prepared};
pub(super) use read_again::draw;
pub use read_again::second_reading;
pub(super) use show::{reviews_view, row_flags};

use domain::case::Problem;

use crate::{
    Error,
    db::{
        Tx,
        cases::Case,
        reviews::{self, Review},
    },
};

/// One of a held case, by its id; of another case it is none.
async fn one(tx: &mut Tx, case: &Case, id: domain::ids::ReviewId) -> Result<Review, Error> {
    let found = reviews::of_case(tx, case.id).await?.into_iter().find(|it| it.id == id);
    found.ok_or(Error::Conflict)
}

fn invalid(field: &str, sentence: &str) -> Error {
    Error::Invalid(vec![Problem::new(field, sentence)])
}
