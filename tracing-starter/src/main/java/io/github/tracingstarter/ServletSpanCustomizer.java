package io.github.tracingstarter;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Customizes the spans of requests to a servlet application. {@code customize} is called
 * when the response is complete, after all filters of the application.
 */
@FunctionalInterface
public interface ServletSpanCustomizer extends SpanCustomizer<HttpServletRequest, HttpServletResponse> {

}
