package io.github.tracingstarter.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shortcut for texts that are not from a driver misses nothing.
 */
class MessageRedactionTests {

	/** One for each alternative of the pattern, in its order. */
	private static final List<List<String>> SAMPLES = List.of(List.of("bad SQL [select 1]"), List.of("### SQL: select"),
			List.of("ORA-00001: unique"), List.of("E11000 dup"), List.of("SQLSTATE: 23"),
			List.of("Duplicate entry 'a'"), List.of("duplicate key value"),
			List.of("violates unique constraint", "violates check constraint", "violates not-null constraint",
					"violates foreign key constraint", "violates exclusion constraint"),
			List.of("constraint failed"), List.of("primary key violation", "integrity constraint violation"),
			List.of("Violation of UNIQUE KEY"), List.of("constraint violated"), List.of("Check constraint"),
			List.of("invalid input syntax", "invalid input value"), List.of("Data conversion error"),
			List.of("Data truncation"), List.of("Incorrect integer value"), List.of("Value too long for column"),
			List.of("value too long for type"), List.of("Syntax error in SQL"), List.of("(email)=(a)"),
			List.of("No choices returned for prompt: Prompt{"),
			List.of("java.sql.SQLException", "org.postgresql.util.PSQLException", "com.mysql.cj.CJException",
					"org.mariadb.AnException", "org.h2.jdbc.JdbcException", "oracle.jdbc.OracleException",
					"com.microsoft.sqlserver.jdbc.AnException", "org.sqlite.AnException", "com.ibm.db2.AnException",
					"org.hsqldb.HsqlException", "org.apache.derby.AnException", "io.r2dbc.spi.R2dbcException",
					"com.mongodb.MongoException", "com.openai.errors.BadRequestException",
					"com.anthropic.errors.BadRequestException", "com.google.genai.errors.ClientException",
					"org.springframework.ai.retry.NonTransientAiException"));

	@Test
	void everyAlternativeIsFound() {
		List<String> alternatives = alternatives(MessageRedaction.OF_DRIVER.pattern());
		assertThat(alternatives).hasSameSizeAs(SAMPLES);
		for (int i = 0; i < alternatives.size(); i++) {
			Pattern alternative = Pattern.compile(alternatives.get(i));
			assertThat(SAMPLES.get(i)).allSatisfy((sample) -> {
				assertThat(alternative.matcher(sample).find()).as(sample).isTrue();
				assertThat(MessageRedaction.isOfDriver("it says: " + sample + ".")).as(sample).isTrue();
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Order 7 is on its way", "Data of the order", "Incorrect password", "An Exception",
			"the constraint", "" })
	void otherTextsAreOfNoDriver(String text) {
		assertThat(MessageRedaction.isOfDriver(text)).isFalse();
	}

	private static List<String> alternatives(String pattern) {
		List<String> parts = new ArrayList<>();
		int depth = 0;
		int start = 0;
		for (int i = 0; i < pattern.length(); i++) {
			char letter = pattern.charAt(i);
			if (letter == '\\') {
				i++;
			}
			else if (letter == '(' || letter == ')') {
				depth += (letter == '(') ? 1 : -1;
			}
			else if (letter == '|' && depth == 0) {
				parts.add(pattern.substring(start, i));
				start = i + 1;
			}
		}
		parts.add(pattern.substring(start));
		return parts;
	}

}
