//! What an organisation is: who asks, who answers, who takes pictures, books or watches, and whom they belong to. To add a
//! kind: a line here, who works there in `role`, and what is kept of it in `backend::organisations`.

use serde::{Deserialize, Serialize};

use crate::code::coded;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// A GP organisation: asks.
    Practice,
    /// A dermatology department or another that answers.
    Service,
    /// What services belong to.
    Trust,
    /// Where patients go to have their pictures taken.
    PhotographyHub,
    /// Makes the appointments that an answer asks for.
    BookingDesk,
    /// Services that stand in for each other, out of their own area.
    Network,
    /// Pays for the work, and sees how much of it there is.
    Commissioner,
}

coded! { OrganisationKind, "organisation",
    Practice => "practice", "Practice";
    Service => "service", "Service";
    Trust => "trust", "Trust";
    PhotographyHub => "photography_hub", "Photography hub";
    BookingDesk => "booking_desk", "Booking desk";
    Network => "network", "Network";
    Commissioner => "commissioner", "Commissioner";
}
