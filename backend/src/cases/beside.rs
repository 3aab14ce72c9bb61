//! What a case's pages read beside its row: every kind of thing at once, that of the other requests about the same problem
//! with it, and only where there is any.

use std::collections::HashMap;

use domain::{
    access::Actor,
    ids::{CaseId, OrganisationId},
    view::{AmendmentView, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{requests::find_others, wrong_patient::settled};
use crate::{
    Error,
    db::{
        amendments::{self, Amendment},
        answers::{self, Answers},
        around::{self, Around},
        cases::Case,
        organisations,
        photo_requests::{self, PhotoRequest},
        texts::{self, Texts},
    },
    forms::service_of,
};

/// See the module.
#[derive(Debug)]
pub(super) struct Beside {
    /// With the service that it was sent to or is to be, and who has read its answer or dealt with the wrong patient.
    pub(super) around: Around,
    /// The other requests about the same problem of which this person may learn, the first one first.
    pub(super) others: Vec<Case>,
    /// The names of the services that those were sent to, or are to be.
    pub(super) services: HashMap<OrganisationId, String>,
    /// Those of the case and of the others.
    pub(super) answers: Answers,
    amendments: Vec<(Amendment, String)>,
    /// The case's own, the newest first.
    pub(super) links: Vec<PhotoRequest>,
    pub(super) texts: Texts,
}

impl Beside {
    pub(super) async fn of(
        connection: &mut AnyConnection,
        actor: &Actor,
        case: &Case,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let noted = settled(actor, &case.state).or_else(|| case.state.acknowledged());
        let around = around::of_case(connection, case, service_of(case), noted.map(|it| it.by), now).await?;
        let has = &around.has;
        let others = if_any(has.others, find_others(connection, actor, case)).await?;
        let ids: Vec<CaseId> = others.iter().chain([case]).map(|each| each.id).collect();
        let asked: Vec<OrganisationId> = others.iter().filter_map(service_of).map(OrganisationId::from).collect();
        // What there is of the others was not counted.
        Ok(Self {
            services: organisations::names(connection, &asked).await?,
            answers: if_any(has.answers + has.others, answers::of_cases(connection, &ids)).await?,
            amendments: if_any(has.amendments + has.others, amendments::of_cases(connection, &ids)).await?,
            links: if_any(has.links, photo_requests::of_case(connection, case.id)).await?,
            texts: if_any(has.texts, texts::of_case(connection, case.id)).await?,
            others,
            around,
        })
    }

    /// What was added to answers of one of these cases, corrected or retracted, oldest first.
    pub(super) fn amended(&self, case: CaseId) -> Vec<AmendmentView> {
        let view = |(it, by): &(Amendment, String)| AmendmentView {
            kind: it.kind,
            by: by.clone(),
            at: When::at(it.at),
            text: it.text.clone(),
            retracted: it.retracted.clone(),
        };
        self.amendments.iter().filter(|(it, _)| it.case == case).map(view).collect()
    }
}

/// What `read` finds; where there is none it is not asked.
pub(super) async fn if_any<T: Default>(count: i64, read: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    if count == 0 { Ok(T::default()) } else { read.await }
}
