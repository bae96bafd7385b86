-- The audit log of one service, in a schema that the service may add to and never take from. To be run in the service's database by a
-- superuser, before the service starts for the first time and again after every upgrade; a second run changes nothing:
--
--   psql -v ON_ERROR_STOP=1 -d users -c "SET practice.service = 'users'" -f audit.sql
--
-- practice.service names the role the service signs in with. The schema belongs to <service>_audit, a role nobody can sign in as.

BEGIN;

DO $$
DECLARE
    service text := current_setting('practice.service');
    keeper text := service || '_audit';
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = keeper) THEN
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', keeper);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- made for another database at the same moment
        END;
    END IF;
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS audit AUTHORIZATION %I', keeper);
    IF (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'audit') <> quote_ident(keeper) THEN
        RAISE EXCEPTION 'The schema audit is there and does not belong to %. Find out who made it.', keeper;
    END IF;

    -- What follows is made as the keeper, and so belongs to it.
    PERFORM set_config('role', keeper, true);
END $$;

SET LOCAL client_min_messages = warning;

-- What was done. The sequence and the hash come after the commit (audit.seal); until then the row waits.
CREATE TABLE IF NOT EXISTS audit.entry (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    seq bigint,
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL CHECK (actor ~ '^[A-Za-z0-9-]{1,100}$'),
    action text NOT NULL CHECK (action ~ '^[a-z]+(-[a-z]+)*([.][a-z]+(-[a-z]+)*)+$' AND length(action) <= 100),
    subject text CHECK (subject ~ '^[A-Za-z0-9-]{1,100}$'),
    outcome text NOT NULL CHECK (outcome IN ('succeeded', 'refused', 'failed')),
    origin_address text CHECK (origin_address ~ '^[0-9a-fA-F.:%]{1,60}$'),
    session_id text CHECK (length(session_id) BETWEEN 1 AND 100),
    on_behalf_of text CHECK (on_behalf_of ~ '^[A-Za-z0-9-]{1,100}$'),
    details jsonb NOT NULL DEFAULT '{}' CHECK (
        jsonb_typeof(details) = 'object'
        AND NOT jsonb_path_exists(details, 'strict $.* ? (@.type() != "string")')
        AND length(details::text) <= 8000),
    hash bytea CHECK (octet_length(hash) = 32),
    CHECK ((seq IS NULL) = (hash IS NULL)),
    CHECK (seq > 0));
CREATE UNIQUE INDEX IF NOT EXISTS entry_seq ON audit.entry (seq);
CREATE INDEX IF NOT EXISTS entry_waiting ON audit.entry (position) WHERE seq IS NULL;
CREATE INDEX IF NOT EXISTS entry_actor ON audit.entry (actor, position);
CREATE INDEX IF NOT EXISTS entry_subject ON audit.entry (subject, position);
CREATE INDEX IF NOT EXISTS entry_action ON audit.entry (action text_pattern_ops, position);
CREATE INDEX IF NOT EXISTS entry_occurred_at ON audit.entry (occurred_at);

-- What the log was when it was signed.
CREATE TABLE IF NOT EXISTS audit.checkpoint (
    size bigint PRIMARY KEY CHECK (size > 0),
    sealed_at timestamptz NOT NULL,
    note text NOT NULL,
    peaks bytea NOT NULL CHECK (octet_length(peaks) % 32 = 0));

-- Gives waiting rows their place in the chain, once, without a gap.
CREATE OR REPLACE FUNCTION audit.seal(first bigint, positions bigint[], hashes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head bigint;
    sealed bigint;
BEGIN
    SELECT coalesce(max(seq), 0) INTO head FROM audit.entry;
    IF first IS DISTINCT FROM head + 1 OR cardinality(positions) IS DISTINCT FROM cardinality(hashes) THEN
        RAISE EXCEPTION 'The audit log ends at %; nothing can be added at %.', head, first;
    END IF;
    UPDATE audit.entry AS e SET seq = first - 1 + given.nth, hash = given.hash
    FROM unnest(positions, hashes) WITH ORDINALITY AS given (position, hash, nth)
    WHERE e.position = given.position AND e.seq IS NULL;
    GET DIAGNOSTICS sealed = ROW_COUNT;
    IF sealed <> cardinality(positions) THEN
        RAISE EXCEPTION 'Of % rows only % are waiting.', cardinality(positions), sealed;
    END IF;
END $$;

-- A second wall, for those whom grants do not hold: a slip of a superuser's hand.
CREATE OR REPLACE FUNCTION audit.append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'entry' THEN
        IF OLD.seq IS NULL AND to_jsonb(OLD) - 'seq' - 'hash' = to_jsonb(NEW) - 'seq' - 'hash' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit log only grows: % on %.% is refused.', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.append_only();
CREATE OR REPLACE TRIGGER never_empty BEFORE TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.checkpoint FOR EACH ROW EXECUTE FUNCTION audit.append_only();
CREATE OR REPLACE TRIGGER never_empty BEFORE TRUNCATE ON audit.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit.append_only();

-- Exactly this, whatever was granted before.
REVOKE ALL ON FUNCTION audit.seal(bigint, bigint[], bytea[]), audit.append_only() FROM PUBLIC;
DO $$
DECLARE
    service text := current_setting('practice.service');
BEGIN
    EXECUTE format('REVOKE ALL ON SCHEMA audit FROM PUBLIC, %I', service);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM PUBLIC, %I', service);
    EXECUTE format('GRANT USAGE ON SCHEMA audit TO %I', service);
    EXECUTE format('GRANT SELECT ON audit.entry, audit.checkpoint TO %I', service);
    EXECUTE format('GRANT INSERT (actor, action, subject, outcome, origin_address, session_id, on_behalf_of, details) ON audit.entry TO %I', service);
    EXECUTE format('GRANT INSERT ON audit.checkpoint TO %I', service);
    EXECUTE format('GRANT EXECUTE ON FUNCTION audit.seal(bigint, bigint[], bytea[]) TO %I', service);
END $$;

COMMIT;
