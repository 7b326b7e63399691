package io.github.tracingstarter.test;

import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.test.examples.FailingExamples;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a developer reads when a test fails. Durations and identifiers are replaced.
 */
class FailureMessageTests {

	@Test
	void messagesShowTheTrees() {
		Map<String, String> messages = new TreeMap<>();
		EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(FailingExamples.class))
			.execute()
			.testEvents()
			.finished()
			.stream()
			.forEach((event) -> messages.put(event.getTestDescriptor().getDisplayName().replace("()", ""),
					message(event)));
		String greeting = """
				trace <id>
				   <d> ms  SERVER GET /greeting/{name}
				""";
		String visits = """
				trace <id>
				   <d> ms  SERVER GET /visits
				   <d> ms    CLIENT SELECT customer  SELECT id FROM customer ORDER BY id
				   <d> ms    CLIENT SELECT visit  SELECT count(*) FROM visit WHERE customer_id = ?  <- ran 3 times
				   <d> ms    CLIENT SELECT visit  SELECT count(*) FROM visit WHERE customer_id = ?  <- ran 3 times
				   <d> ms    CLIENT SELECT visit  SELECT count(*) FROM visit WHERE customer_id = ?  <- ran 3 times
				""";
		assertThat(messages).containsExactlyInAnyOrderEntriesOf(Map.of("repeatedStatement",
				"Expected no repeated statement, but 'SELECT visit' ran 3 times.\n\n" + visits, "tooManyStatements",
				"Expected at most 1 statement, but there are 4.\n\n" + visits, "twoTrees",
				"Expected one tree, but there are 2.\n\n" + greeting + greeting, "failedSpan",
				"Expected no failed span, but 'GET /broken' has failed.\n\n" + """
						trace <id>
						   <d> ms  SERVER GET /broken  ! failed: java.lang.IllegalStateException
						""", "missingSpan", "Expected a span 'GET /greeting', but there is none.\n\n" + greeting,
				"spanElsewhere",
				"Expected a span 'GET /greeting/{name}' right below 'GET /', but there is none.\n\n" + greeting,
				"lostTrace",
				"Expected the header 'traceparent: 00-<id>-b7ad6b7169203331-01' to name one of the spans.\n\n"
						+ greeting,
				"noHeader", "Expected a header 'traceparent', but there was none.\n\nNo trace was recorded.\n",
				"nothingRecorded", "Expected one tree, but there is no span.\n\nNo trace was recorded.\n"));
	}

	private static String message(Event event) {
		TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
		return result.getThrowable()
			.map((failure) -> String.valueOf(failure.getMessage()))
			.orElse("passed")
			.replaceAll("[0-9a-f]{32}", "<id>")
			.replaceAll("(?m)^ +[0-9.]+ ms", "   <d> ms");
	}

}
