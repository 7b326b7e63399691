package io.github.tracingstarter.instrument.ai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.ErrorAttributes;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.json.JsonWriter;
import org.springframework.util.StringUtils;

/**
 * The content of conversations in the format of the conventions: messages with parts, as
 * JSON. It is added only if that is enabled. Secrets are removed from each text before it
 * is converted to JSON, which might otherwise become invalid.
 */
final class Content {

	private static final String INPUT = "gen_ai.input.messages";

	private static final String OUTPUT = "gen_ai.output.messages";

	private static final String SYSTEM = "gen_ai.system_instructions";

	private static final String ARGUMENTS = "gen_ai.tool.call.arguments";

	private static final String RESULT = "gen_ai.tool.call.result";

	private static final String QUERY = "gen_ai.retrieval.query.text";

	private static final String ELLIPSIS = "\u2026";

	private static final JsonWriter<List<?>> JSON = JsonWriter.standard();

	private final boolean recorded;

	private final int length;

	private final AttributeRedaction redaction;

	Content(AiProperties properties, AttributeRedaction redaction) {
		this.recorded = properties.content();
		this.length = properties.contentLength();
		this.redaction = redaction;
	}

	/**
	 * Adds a conversation. The last messages are always included, because the first ones
	 * are also in the span of an earlier call.
	 * @param span the span
	 * @param prompt the prompt of the model
	 * @param response its response, or null
	 */
	void addMessages(Span span, Prompt prompt, @Nullable ChatResponse response) {
		if (!this.recorded) {
			return;
		}
		List<Object> instructions = new ArrayList<>();
		List<Message> said = new ArrayList<>();
		Budget system = new Budget(SYSTEM);
		for (Message message : prompt.getInstructions()) {
			if (message.getMessageType() == MessageType.SYSTEM) {
				instructions.addAll(system.text(message.getText()));
			}
			else {
				said.add(message);
			}
		}
		put(span, SYSTEM, instructions);
		put(span, INPUT, lastOf(said));
		if (response != null) {
			Budget output = new Budget(OUTPUT);
			put(span, OUTPUT, response.getResults().stream().map((generation) -> answer(generation, output)).toList());
		}
	}

	private List<Object> lastOf(List<Message> messages) {
		Budget budget = new Budget(INPUT);
		List<Object> last = new ArrayList<>();
		for (int i = messages.size() - 1; i >= 0 && budget.left > 0; i--) {
			last.add(message(messages.get(i), budget));
		}
		Collections.reverse(last);
		return last;
	}

	private static Map<String, Object> message(Message message, Budget budget) {
		Map<String, Object> written = new LinkedHashMap<>();
		written.put("role", message.getMessageType().getValue());
		written.put("parts", parts(message, budget));
		return written;
	}

	private static Map<String, Object> answer(Generation generation, Budget budget) {
		Map<String, Object> written = message(generation.getOutput(), budget);
		String reason = ChatModelMapper.finishReason(generation.getMetadata().getFinishReason());
		written.put("finish_reason", (reason != null) ? reason : "");
		return written;
	}

	private static List<Object> parts(Message message, Budget budget) {
		List<Object> parts = new ArrayList<>();
		if (message instanceof ToolResponseMessage responses) {
			for (ToolResponseMessage.ToolResponse response : responses.getResponses()) {
				Map<String, Object> part = part("tool_call_response");
				part.put("id", response.id());
				part.put("response", budget.take(response.responseData()));
				parts.add(part);
			}
			return parts;
		}
		parts.addAll(budget.text(message.getText()));
		if (message instanceof AssistantMessage assistant) {
			for (AssistantMessage.ToolCall call : assistant.getToolCalls()) {
				Map<String, Object> part = part("tool_call");
				part.put("id", call.id());
				part.put("name", call.name());
				part.put("arguments", arguments(budget.take(call.arguments())));
				parts.add(part);
			}
		}
		return parts;
	}

	/**
	 * Returns an object, as models write arguments, unless it has been cut.
	 */
	private static Object arguments(String text) {
		try {
			return JsonParserFactory.getJsonParser().parseMap(text);
		}
		catch (RuntimeException ex) {
			return text;
		}
	}

	private static Map<String, Object> part(String type) {
		Map<String, Object> part = new LinkedHashMap<>();
		part.put("type", type);
		return part;
	}

	void addToolCall(Span span, String arguments, @Nullable String result) {
		put(span, ARGUMENTS, arguments);
		put(span, RESULT, result);
	}

	void addQuery(Span span, @Nullable String query) {
		put(span, QUERY, query);
	}

	private void put(Span span, String key, @Nullable String text) {
		if (this.recorded && StringUtils.hasText(text)) {
			span.setAttribute(key, new Budget(key).take(text));
		}
	}

	private static void put(Span span, String key, List<?> value) {
		if (!value.isEmpty()) {
			span.setAttribute(key, JSON.writeToString(value));
		}
	}

	/**
	 * Marks a span as failed. Providers quote the prompt, so their message is included
	 * only if the conversation is.
	 * @param span the span
	 * @param error the exception
	 */
	void fail(Span span, Throwable error) {
		if (!this.recorded) {
			Spans.fail(span, error);
			return;
		}
		span.setStatus(StatusCode.ERROR);
		span.setAttribute(ErrorAttributes.ERROR_TYPE, ExceptionEvent.typeOf(error));
		span.recordException(error);
	}

	/**
	 * The remaining length of an attribute.
	 */
	private final class Budget {

		private final String key;

		private int left = Content.this.length;

		private Budget(String key) {
			this.key = key;
		}

		/**
		 * Returns the part of a message with its text, or no part.
		 */
		private List<Object> text(@Nullable String text) {
			if (!StringUtils.hasText(text)) {
				return List.of();
			}
			Map<String, Object> part = part("text");
			part.put("content", take(text));
			return List.of(part);
		}

		/**
		 * Returns a text without secrets, cut to the allowed length.
		 */
		private String take(@Nullable String text) {
			if (text == null) {
				return "";
			}
			String redacted = Content.this.redaction.redact(this.key, text);
			int taken = Math.min(redacted.length(), this.left);
			this.left -= taken;
			return (taken == redacted.length()) ? redacted : redacted.substring(0, taken) + ELLIPSIS;
		}

	}

}
