-- Make room for everything.
CREATE DATABASE IF NOT EXISTS {database:Identifier}
