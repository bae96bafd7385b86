-- The keys of the records, in a database of their own: a copy of the one database without the other shows nothing. Run at every start; a second run
-- changes nothing.

CREATE TABLE IF NOT EXISTS patient_key (
    patient_id uuid NOT NULL,
    version smallint NOT NULL CHECK (version > 0),
    key_id uuid NOT NULL UNIQUE,
    -- The number of the wrapping key in the secret store.
    wrapping_key int NOT NULL,
    -- RFC 5649; null once the key is destroyed.
    wrapped bytea CHECK (octet_length(wrapped) = 40),
    -- HMAC-SHA256 under the key, the first 16 bytes: says that what was unwrapped is this patient's key.
    commitment bytea NOT NULL CHECK (octet_length(commitment) = 16),
    created_at timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    PRIMARY KEY (patient_id, version),
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)));
CREATE INDEX IF NOT EXISTS patient_key_wrapping ON patient_key (wrapping_key) WHERE wrapped IS NOT NULL;
