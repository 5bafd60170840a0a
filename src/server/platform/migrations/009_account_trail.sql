-- The accounts' own trail (sign-ins, rights, links) only grows, as the programs' trails do; grants alone would not
-- hold its owner back.
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON account_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON account_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
