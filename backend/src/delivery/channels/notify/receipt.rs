use domain::{case::TextFailure, ids::DeliveryId};

use super::wire::DeliveryReceipt;

/// What a delivery receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::delivery) struct Receipt {
    /// Notify's own name for the text.
    pub(in crate::delivery) external: String,
    /// Ours, where it is of that kind.
    pub(in crate::delivery) delivery: Option<DeliveryId>,
    pub(in crate::delivery) status: String,
    pub(in crate::delivery) fate: Fate,
}

impl Receipt {
    /// Whether more may come: not after what became of it, nor of a text to another country.
    pub(in crate::delivery) fn is_last(&self) -> bool {
        self.fate != Fate::Open || self.status == "sent"
    }
}

/// What became of a text that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::delivery) enum Fate {
    Arrived,
    Failed(TextFailure),
    /// It is still on its way.
    Open,
}

/// Reads a delivery receipt, or what is said of one text to who asks; None where it is neither.
pub(in crate::delivery) fn read_receipt(body: &[u8]) -> Option<Receipt> {
    let receipt: DeliveryReceipt = serde_json::from_slice(body).ok()?;
    let fate = match receipt.status.as_str() {
        "delivered" => Fate::Arrived,
        "permanent-failure" => Fate::Failed(TextFailure::NoSuchNumber),
        "temporary-failure" => Fate::Failed(TextFailure::PhoneOff),
        "technical-failure" => Fate::Failed(TextFailure::Network),
        // Of a text to another country nothing more is ever heard.
        "created" | "sending" | "pending" | "sent" => Fate::Open,
        _ => return None,
    };
    let delivery = receipt.reference.and_then(|it| it.parse().ok());
    Some(Receipt { external: receipt.id.to_string(), delivery, status: receipt.status, fate })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts() {
        let receipt = |status: &str| {
            let body = format!(
                r#"{{"id":"740e5834-3a29-46b4-9a6f-16142fde533a","reference":"0193-not-ours","to":"07700900003",
                "status":"{status}","created_at":"2026-05-14T12:15:30.000000Z","completed_at":null,"sent_at":null,
                "notification_type":"sms","template_id":"f33517ff-2a88-4f6e-b855-c550268ce08a","template_version":1}}"#
            );
            read_receipt(body.as_bytes())
        };
        assert_eq!(receipt("delivered").unwrap().fate, Fate::Arrived);
        assert_eq!(receipt("delivered").unwrap().delivery, None);
        assert_eq!(receipt("permanent-failure").unwrap().fate, Fate::Failed(TextFailure::NoSuchNumber));
        assert_eq!(receipt("sending").unwrap().fate, Fate::Open);
        assert_eq!(receipt("lost"), None);
        assert_eq!(read_receipt(b"{\"id\":"), None);
    }
}
