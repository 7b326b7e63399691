package io.github.tracingstarter.ui.logs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * The log lines in the page's API.
 */
final class LogRoutes implements UiRoutes {

	private static final int DEFAULT_LIMIT = 1000;

	private static final List<LogLevel> LEVELS = List.of(LogLevel.TRACE, LogLevel.DEBUG, LogLevel.INFO, LogLevel.WARN,
			LogLevel.ERROR);

	private final LogStore store;

	private final Supplier<String> ownService;

	/**
	 * Creates the routes.
	 * @param store the lines
	 * @param ownService the name of this application in its spans
	 */
	LogRoutes(LogStore store, Supplier<String> ownService) {
		this.store = store;
		this.ownService = ownService;
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.get("/logs", this::logs));
	}

	private UiResponse logs(UiRequest request) {
		Long after = number(request.parameter("after"), 0);
		Long limit = number(request.parameter("limit"), DEFAULT_LIMIT);
		LogLevel level = level(request.parameter("level"));
		if (after == null || limit == null) {
			return UiResponse.error(400, "The parameters 'after' and 'limit' must be non-negative numbers.");
		}
		if (level == null) {
			return UiResponse.error(400, "The parameter 'level' must be one of " + LEVELS + ".");
		}
		long newest = this.store.seq();
		if (after == newest) {
			return UiResponse.noContent();
		}
		// A number from before a restart is meaningless for the current lines.
		long since = (after > newest) ? 0 : after;
		LogStore.Lines found = this.store.find(since, presence(request.parameter("traceId")), filter(request, level),
				(int) Math.min(limit, Integer.MAX_VALUE));
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("seq", found.seq());
		body.put("items", found.lines().stream().map(LogLine::toJson).toList());
		return UiResponse.json(body);
	}

	private Predicate<LogLine> filter(UiRequest request, LogLevel level) {
		Predicate<LogLine> filter = (line) -> line.entry().level().compareTo(level) >= 0;
		String spanId = presence(request.parameter("spanId"));
		if (spanId != null) {
			filter = filter.and((line) -> spanId.equals(line.entry().spanId()));
		}
		String service = presence(request.parameter("service"));
		if (service != null) {
			boolean own = service.equals(this.ownService.get());
			filter = filter
				.and((line) -> service.equals(line.entry().service()) || (own && line.entry().service() == null));
		}
		String text = presence(request.parameter("q"));
		if (text != null) {
			String lowerCase = text.toLowerCase(Locale.ROOT);
			filter = filter.and((line) -> line.contains(lowerCase));
		}
		return filter;
	}

	private static @Nullable LogLevel level(@Nullable String parameter) {
		String name = presence(parameter);
		if (name == null) {
			return LogLevel.TRACE;
		}
		return LEVELS.stream().filter((level) -> level.name().equalsIgnoreCase(name)).findFirst().orElse(null);
	}

	private static @Nullable Long number(@Nullable String parameter, long otherwise) {
		String digits = presence(parameter);
		if (digits == null) {
			return otherwise;
		}
		try {
			long number = Long.parseLong(digits);
			return (number >= 0) ? number : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static @Nullable String presence(@Nullable String parameter) {
		return (parameter != null && !parameter.isBlank()) ? parameter.strip() : null;
	}

}
