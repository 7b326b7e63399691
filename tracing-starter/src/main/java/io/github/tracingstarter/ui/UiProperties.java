package io.github.tracingstarter.ui;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the page that shows the traces.
 *
 * @param enabled Whether to serve the page. By default, only during development: with
 * devtools, under a profile 'dev' or 'local', or when the application runs from the class
 * folders of its project, and never under 'prod' or 'production'.
 * @param path Path of the page, below the context path and the path of Spring MVC's
 * servlet.
 * @param access Who may see the page: requests from this machine, or users that Spring
 * Security has authenticated.
 * @param roles Roles that give access to the page. An authenticated user needs one of
 * them.
 * @param allowedHosts Host names other than localhost under which the page may be
 * requested.
 * @param readOnly Whether the page is read-only. By default, it is with authenticated
 * access.
 * @param slowThreshold Threshold above which a request is slow.
 * @param requestLog Whether to log a link to the trace of a slow or failed request.
 * @param serverTiming Whether to send the trace of a request in the Server-Timing header
 * of its response.
 * @param ide Editor that a click on a code location opens, unless the user chooses
 * another one on the page.
 * @param store The store of the recent traces.
 * @param logs The store of the recent log lines.
 * @param receiver The receiver of spans, log lines and metrics of other local
 * applications.
 * @param jaegerUrl URL of Jaeger's page, for links to it.
 */
@ConfigurationProperties("tracing.ui")
public record UiProperties(@Nullable Boolean enabled, @DefaultValue("/tracing") String path,
		@DefaultValue("local") Access access, @DefaultValue("TRACING") List<String> roles,
		@DefaultValue List<String> allowedHosts, @Nullable Boolean readOnly,
		@DefaultValue("500ms") Duration slowThreshold, @DefaultValue("true") boolean requestLog,
		@DefaultValue("true") boolean serverTiming, @DefaultValue("idea") Ide ide, @DefaultValue Store store,
		@DefaultValue Logs logs, @DefaultValue Receiver receiver, @Nullable String jaegerUrl) {

	private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

	private static final Pattern URL = Pattern.compile("https?://[^\\s/?#]+\\S*");

	public UiProperties {
		if (!PATH.matcher(path).matches()) {
			throw new InvalidTracingPropertyException("tracing.ui.path", path, "it is not a path below the root",
					"Use a path such as /tracing: it starts with a slash, does not end with one, and contains only "
							+ "letters, digits, '-', '_', '~' and '.' in between.");
		}
		if (jaegerUrl != null && !URL.matcher(jaegerUrl).matches()) {
			throw new InvalidTracingPropertyException("tracing.ui.jaeger-url", jaegerUrl, "it is not an HTTP URL",
					"Use a URL such as http://localhost:16686.");
		}
	}

	boolean isReadOnly() {
		return (this.readOnly != null) ? this.readOnly : this.access == Access.AUTHENTICATED;
	}

	/**
	 * The users who may see the page.
	 */
	public enum Access {

		/**
		 * Requests that come from this machine.
		 */
		LOCAL,

		/**
		 * Users that Spring Security has authenticated.
		 */
		AUTHENTICATED

	}

	/**
	 * The editor in which code locations are opened.
	 */
	public enum Ide {

		/**
		 * The location is opened in IntelliJ IDEA.
		 */
		IDEA,

		/**
		 * The location is opened in Visual Studio Code.
		 */
		VSCODE,

		/**
		 * The location is copied, for the Open Resource dialog of Eclipse.
		 */
		ECLIPSE,

		/**
		 * The location is copied.
		 */
		NONE

	}

	/**
	 * The store of the recent traces.
	 *
	 * @param maxSize Maximum estimated memory of the recent traces.
	 * @param unsampled Whether to keep spans that are recorded but not sampled.
	 */
	public record Store(@DefaultValue("32MB") DataSize maxSize, @DefaultValue("false") boolean unsampled) {
	}

	/**
	 * The store of the recent log lines.
	 *
	 * @param enabled Whether to keep recent log lines.
	 * @param maxSize Maximum estimated memory of the recent log lines.
	 */
	public record Logs(@DefaultValue("true") boolean enabled, @DefaultValue("4MB") DataSize maxSize) {
	}

	/**
	 * The receiver of spans, log lines and metrics of other local applications.
	 *
	 * @param enabled Whether 'POST /v1/traces' accepts the spans of other local
	 * applications, 'POST /v1/logs' their log lines, and 'POST /v1/metrics' the rates of
	 * their requests.
	 */
	public record Receiver(@DefaultValue("false") boolean enabled) {
	}

}
