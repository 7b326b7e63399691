package io.github.tracingstarter;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Customizes the spans of requests to a servlet application. {@code customize} is called
 * when the response is complete, after all of the application's filters.
 */
@FunctionalInterface
public interface ServletSpanCustomizer extends SpanCustomizer<HttpServletRequest, HttpServletResponse> {

}
