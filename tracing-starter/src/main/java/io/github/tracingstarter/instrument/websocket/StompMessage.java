package io.github.tracingstarter.instrument.websocket;

import java.util.Comparator;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageMappingInfo;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.util.PathMatcher;

/**
 * A message that a method of the application handles.
 *
 * @param destination the destination
 * @param template the destination without values, as on the method
 */
record StompMessage(String destination, String template) {

	/**
	 * Looks for the method.
	 * @return the message, or null if no method handles it
	 */
	static @Nullable StompMessage of(Message<?> message, SimpAnnotationMethodMessageHandler handler) {
		String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
		if (destination == null) {
			return null;
		}
		for (String prefix : handler.getDestinationPrefixes()) {
			if (destination.startsWith(prefix)) {
				return of(destination, prefix, handler);
			}
		}
		return null;
	}

	/**
	 * Creates a message. A prefix ends with a slash, with which the method's pattern
	 * begins unless it is separated by dots.
	 */
	private static @Nullable StompMessage of(String destination, String prefix,
			SimpAnnotationMethodMessageHandler handler) {
		for (int start = Math.max(0, prefix.length() - 1); start <= prefix.length(); start++) {
			String pattern = pattern(destination.substring(start), handler);
			if (pattern != null) {
				return new StompMessage(destination, destination.substring(0, start) + pattern);
			}
		}
		return null;
	}

	private static @Nullable String pattern(String path, SimpAnnotationMethodMessageHandler handler) {
		PathMatcher matcher = handler.getPathMatcher();
		Comparator<String> best = matcher.getPatternComparator(path);
		return handler.getHandlerMethods()
			.keySet()
			.stream()
			.flatMap((SimpMessageMappingInfo mapping) -> mapping.getDestinationConditions().getPatterns().stream())
			.filter((pattern) -> matcher.match(pattern, path))
			.min(best)
			.orElse(null);
	}

}
