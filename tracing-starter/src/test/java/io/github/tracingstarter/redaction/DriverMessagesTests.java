package io.github.tracingstarter.redaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that the servers of PostgreSQL and MariaDB send are in the JDBC tests.
 */
class DriverMessagesTests {

	@ParameterizedTest
	@CsvSource(delimiterString = " => ", quoteCharacter = '~',
			textBlock = """
					INSERT INTO users VALUES (1, 'S3cret', NULL) => Unique index or primary key violation: "PUBLIC.CONSTRAINT_4 PRIMARY KEY ON PUBLIC.USERS(ID) (?)"
					INSERT INTO users VALUES (2, 'ann', NULL) => Unique index or primary key violation: "PUBLIC.EMAIL_KEY INDEX PUBLIC.EMAIL_KEY_INDEX_4 ON PUBLIC.USERS(EMAIL NULLS FIRST) VALUES (?)"
					INSERT INTO users VALUES (3, 'S3cret S3cret S3cret S3cret', NULL) => Value too long for column "?": "?"
					INSERT INTO users VALUES (3, NULL, NULL) => NULL not allowed for column "EMAIL"
					INSERT INTO users VALUES (3, 'S3cret', 99) => Referential integrity constraint violation: "BOSS: PUBLIC.USERS FOREIGN KEY(BOSS_ID) REFERENCES PUBLIC.USERS(ID) (?)"
					INSERT INTO users VALUES (-5, 'S3cret', NULL) => Check constraint violation: "POSITIVE: ?"
					INSERT INTO users VALUES ('S3cret', 'x', NULL) => Data conversion error converting "?"
					SELECT * FROM nowhere WHERE a = 'S3cret' => Table "NOWHERE" not found
					SELECT nothing FROM users WHERE email = 'S3cret' => Column "NOTHING" not found
					SELEC 'S3cret' => Syntax error in SQL statement "?"; expected "?"
					SELECT 1 / (SELECT COUNT(*) FROM users WHERE email = 'S3cret') => Division by zero: "?"
					""")
	void whatH2Says(String sql, String expected) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:messages");
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(20) NOT NULL, boss_id INT,"
					+ " CONSTRAINT email_key UNIQUE (email), CONSTRAINT positive CHECK (id > 0),"
					+ " CONSTRAINT boss FOREIGN KEY (boss_id) REFERENCES users (id))");
			statement.execute("INSERT INTO users VALUES (1, 'ann', NULL)");
			try {
				statement.execute(sql);
			}
			catch (SQLException ex) {
				assertThat(DriverMessages.mask(ex.getMessage())).startsWith(expected + " [")
					.matches("(?s).* \\[\\d+-\\d+]")
					.doesNotContain("S3cret");
				return;
			}
			throw new AssertionError("Nothing failed");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiterString = " => ", quoteCharacter = '~',
			textBlock = """
					ORA-00001: unique constraint (APP.USERS_EMAIL) violated¶¶https://docs.oracle.com/error-help/db/ora-00001/ => ORA-00001: unique constraint (APP.USERS_EMAIL) violated
					ORA-00001: unique constraint (APP.USERS_EMAIL) violated on table APP.USERS columns (EMAIL)¶ORA-03301: (ORA-00001 details) row with column values (EMAIL:'S3cret') already exists => ORA-00001: unique constraint (APP.USERS_EMAIL) violated on table APP.USERS columns (EMAIL)
					ORA-01400: cannot insert NULL into ("APP"."USERS"."EMAIL")¶ => ORA-01400: cannot insert NULL into ("APP"."USERS"."EMAIL")
					ORA-00942: table or view does not exist => ORA-00942: table or view does not exist
					ORA-00904: "NOTHING": invalid identifier => ORA-00904: "NOTHING": invalid identifier
					ORA-02291: integrity constraint (APP.BOSS) violated - parent key not found => ORA-02291: integrity constraint (APP.BOSS) violated - parent key not found
					ORA-12899: value too large for column "APP"."USERS"."EMAIL" (actual: 31, maximum: 20) => ORA-12899: value too large for column "APP"."USERS"."EMAIL" (actual: 31, maximum: 20)
					ORA-01722: invalid number => ORA-01722: invalid number
					Violation of UNIQUE KEY constraint 'UQ_email'. Cannot insert duplicate key in object 'dbo.users'. The duplicate key value is (S3cret). => Violation of UNIQUE KEY constraint 'UQ_email'. Cannot insert duplicate key in object 'dbo.users'. The duplicate key value is (?).
					Cannot insert duplicate key row in object 'dbo.users' with unique index 'ix_email'. The duplicate key value is (S3cret, ). x). => Cannot insert duplicate key row in object 'dbo.users' with unique index 'ix_email'. The duplicate key value is (?).
					Cannot insert the value NULL into column 'email', table 'app.dbo.users'; column does not allow nulls. INSERT fails. => Cannot insert the value NULL into column 'email', table 'app.dbo.users'; column does not allow nulls. INSERT fails.
					The INSERT statement conflicted with the FOREIGN KEY constraint "FK_boss". The conflict occurred in database "app", table "dbo.users", column 'id'. => The INSERT statement conflicted with the FOREIGN KEY constraint "FK_boss". The conflict occurred in database "app", table "dbo.users", column 'id'.
					Invalid object name 'dbo.nowhere'. => Invalid object name 'dbo.nowhere'.
					String or binary data would be truncated in table 'app.dbo.users', column 'email'. Truncated value: 'S3cret'. => String or binary data would be truncated in table 'app.dbo.users', column 'email'. Truncated value: '?'.
					Conversion failed when converting the varchar value 'S3cret' to data type int. => Conversion failed when converting the varchar value '?' to data type int.
					Incorrect syntax near 'S3cret'. => Incorrect syntax near '?'.
					Duplicate entry 'S3cret' for key 'users.email' => Duplicate entry '?' for key 'users.email'
					(conn=4) Duplicate entry 'x' for key 'S3cret' for key 'email' => Duplicate entry '?' for key 'email'
					Data truncation: Incorrect datetime value: 'S3cret' for column 'born' at row 1 => Incorrect datetime value: '?' for column 'born' at row 1
					ERROR: duplicate key value violates unique constraint "users_email_key"¶  Detail: Key (lower(email::text))=(S3cret) already exists.¶  Where: S3cret => duplicate key value violates unique constraint "users_email_key"¶  Detail: Key (lower(email::text))=(?) already exists.
					ERROR: null value in column "email" of relation "users" violates not-null constraint¶  Detail: Failing row contains (1, S3cret). => null value in column "email" of relation "users" violates not-null constraint¶  Detail: Failing row contains (?).
					ERROR: relation "nowhere" does not exist¶  Position: 15 => relation "nowhere" does not exist
					duplicate key value violates unique constraint "users_email_key" => duplicate key value violates unique constraint "users_email_key"
					""")
	void whatOthersSay(String message, String expected) {
		String masked = DriverMessages.mask(message.replace("¶", "\n"));
		assertThat(masked).isEqualTo(expected.replace("¶", "\n")).doesNotContain("S3cret");
		assertThat(DriverMessages.mask(masked)).as("masked twice").isEqualTo(masked);
		String withCode = masked + " (SQL state 23505, error code -4)";
		assertThat(DriverMessages.mask(withCode)).isEqualTo(withCode);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "S3cret", "no such user: S3cret", "Duplicate entry 'S3cret'",
			"ORA-00001: unique constraint (X) violated on S3cret", "ORA-20001: S3cret",
			"ORA-01400: cannot insert NULL into ('S3cret')", "ERROR: S3cret\n  Detail: S3cret",
			"S3cret\nERROR: division by zero", "Invalid object name 'S3cret it''s'.",
			"invalid input syntax for type integer: S3cret", "Table \"S3cret it\" not found",
			"Cannot add or update a child row: a foreign key constraint fails ('S3cret')", "division by zero S3cret",
			"Violation of UNIQUE KEY constraint 'S3cret'. S3cret" })
	void whatIsNotKnownIsNotShown(String message) {
		assertThat(DriverMessages.mask(message)).isNull();
		assertThat(DriverMessages.maskQuoted("SQL [S3cret]; " + message)).isNull();
	}

	@Test
	void whatWrapsADriverQuotesItsMessage() {
		assertThat(DriverMessages.maskQuoted("PreparedStatementCallback; SQL [INSERT INTO t VALUES ('a]; b')]; "
				+ "Duplicate entry 'S3cret' for key 'email'"))
			.isEqualTo("Duplicate entry '?' for key 'email'");
		assertThat(DriverMessages
			.maskQuoted("could not execute statement [ERROR: duplicate key value violates unique constraint \"k\"\n"
					+ "  Detail: Key (email)=(S3cret) already exists.] [insert into t values ('S3cret')]"))
			.isEqualTo("duplicate key value violates unique constraint \"k\"\n"
					+ "  Detail: Key (email)=(?) already exists.");
	}

}
