package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Parses the exception of a span from the text of its stack trace.
 */
final class StackTrace {

	private static final int MAX_FRAMES = 500;

	private static final int MAX_CAUSES = 20;

	/**
	 * Limited, because a message may contain lines that look like frames and take long to
	 * match.
	 */
	private static final int LONGEST_FRAME = 1000;

	private static final String CAUSED_BY = "Caused by: ";

	/** The class loader and module may precede the class: {@code app//java.base/}. */
	private static final Pattern FRAME = Pattern
		.compile("at (?:[^/\\s(]*/)*([^\\s(]+)\\.([^.\\s(]+)\\(([^():]*)(?::(\\d{1,9}))?\\).*");

	/** Stands for all frames of a cause that is thrown where it is wrapped. */
	private static final Pattern IN_COMMON = Pattern
		.compile("\\s+\\.\\.\\. \\d{1,9} (?:more|common frames omitted)\\s*");

	private final Predicate<String> application;

	/**
	 * Creates the reader.
	 * @param application whether a class is the application's own
	 */
	StackTrace(Predicate<String> application) {
		this.application = application;
	}

	@Nullable Map<String, Object> of(StoredSpan span) {
		for (int i = span.events().size() - 1; i >= 0; i--) {
			Attributes attributes = span.events().get(i).attributes();
			if (attributes.get(SpanKeys.EXCEPTION_TYPE) != null || attributes.get(SpanKeys.STACK_TRACE) != null) {
				return read(attributes);
			}
		}
		return null;
	}

	private Map<String, Object> read(Attributes attributes) {
		String text = attributes.get(SpanKeys.STACK_TRACE);
		List<Thrown> thrown = parse((text != null) ? text : "");
		Thrown first = thrown.isEmpty() ? new Thrown() : thrown.get(0);
		String type = attributes.get(SpanKeys.EXCEPTION_TYPE);
		String message = attributes.get(SpanKeys.EXCEPTION_MESSAGE);
		first.type = (type != null) ? type : first.type;
		if (message != null) {
			first.message(message);
		}
		Map<String, Object> json = first.toJson();
		json.put("causes", thrown.stream().skip(1).map(Thrown::toJson).toList());
		return json;
	}

	private List<Thrown> parse(String text) {
		List<Thrown> thrown = new ArrayList<>();
		Thrown current = null;
		boolean suppressed = false;
		for (String line : text.split("\\R")) {
			String content = line.strip();
			// Suppressed exceptions are indented within another one, including their
			// frames and causes.
			boolean indented = line.startsWith("\t\t")
					|| (line.startsWith("\t") && !content.startsWith("at ") && !content.startsWith("..."));
			suppressed = current != null && indented && (suppressed || content.startsWith("Suppressed: "));
			if (suppressed) {
				continue;
			}
			boolean cause = line.startsWith(CAUSED_BY);
			if (current == null || cause) {
				if (thrown.size() > MAX_CAUSES) {
					break;
				}
				current = new Thrown();
				current.head(cause ? line.substring(CAUSED_BY.length()) : line);
				thrown.add(current);
			}
			else if (content.startsWith("at ") && line.startsWith("\t")) {
				frame(content, current);
			}
			else if (current.frames.isEmpty() && !IN_COMMON.matcher(line).matches()) {
				current.moreMessage(line);
			}
		}
		return thrown;
	}

	private void frame(String content, Thrown thrown) {
		if (thrown.frames.size() >= MAX_FRAMES) {
			return;
		}
		Map<String, Object> frame = new LinkedHashMap<>();
		frame.put("text", content.substring(3));
		Matcher matcher = FRAME.matcher(content);
		boolean matches = content.length() <= LONGEST_FRAME && matcher.matches();
		frame.put("app", matches && this.application.test(matcher.group(1)));
		if (matches) {
			if (matcher.group(4) != null) {
				frame.put("file", matcher.group(3));
				frame.put("line", Integer.parseInt(matcher.group(4)));
			}
			frame.put("className", matcher.group(1));
		}
		thrown.frames.add(frame);
	}

	private static final class Thrown {

		private final List<Map<String, Object>> frames = new ArrayList<>();

		private String type = "";

		private @Nullable StringBuilder message;

		private void head(String line) {
			int colon = line.indexOf(": ");
			this.type = (colon > 0) ? line.substring(0, colon) : line.strip();
			if (colon > 0) {
				message(line.substring(colon + 2));
			}
		}

		private void message(String text) {
			this.message = new StringBuilder(text);
		}

		private void moreMessage(String line) {
			if (this.message != null) {
				this.message.append('\n').append(line);
			}
		}

		private Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("type", this.type);
			if (this.message != null && !this.message.isEmpty()) {
				json.put("message", this.message.toString());
			}
			json.put("frames", this.frames);
			return json;
		}

	}

}
