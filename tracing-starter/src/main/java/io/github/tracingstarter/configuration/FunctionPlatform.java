package io.github.tracingstarter.configuration;

import java.util.List;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * A platform that runs functions, and may suspend the process between two invocations.
 */
public enum FunctionPlatform {

	/** AWS Lambda. */
	AWS_LAMBDA("AWS Lambda", "AWS_LAMBDA_FUNCTION_NAME"),

	/** Azure Functions, not other applications of Azure App Service. */
	AZURE_FUNCTIONS("Azure Functions", "WEBSITE_SITE_NAME", "FUNCTIONS_WORKER_RUNTIME"),

	/** Google Cloud Functions, not other services of Cloud Run. */
	GOOGLE_CLOUD_FUNCTIONS("Google Cloud Functions", "K_SERVICE", "FUNCTION_TARGET");

	private final String text;

	/** The variables that are set; the first one has the name of the function. */
	private final List<String> variables;

	FunctionPlatform(String text, String... variables) {
		this.text = text;
		this.variables = List.of(variables);
	}

	/**
	 * Returns the platform on which this application runs.
	 * @param variables returns environment variables
	 * @return the platform, or null if this is not a function
	 */
	public static @Nullable FunctionPlatform of(UnaryOperator<@Nullable String> variables) {
		for (FunctionPlatform platform : values()) {
			if (platform.variables.stream().allMatch((name) -> StringUtils.hasText(variables.apply(name)))) {
				return platform;
			}
		}
		return null;
	}

	/**
	 * Returns the name under which the function is deployed; with Azure, that of the
	 * application with all its functions.
	 * @param variables returns environment variables
	 * @return the name
	 */
	public String functionName(UnaryOperator<@Nullable String> variables) {
		return String.valueOf(variables.apply(this.variables.get(0)));
	}

	/**
	 * Returns the subscription of an application on Azure: the owner begins with it, up
	 * to a plus sign.
	 * @param variables returns environment variables
	 * @return the id of the subscription, or null if it is not known
	 */
	public static @Nullable String azureSubscription(UnaryOperator<@Nullable String> variables) {
		String owner = variables.apply("WEBSITE_OWNER_NAME");
		int end = (owner != null) ? owner.indexOf('+') : -1;
		return (owner != null && end > 0) ? owner.substring(0, end) : null;
	}

	/**
	 * Returns the id of a function app of Azure.
	 * @param variables returns environment variables
	 * @return the id, or null if it is not known
	 */
	public static @Nullable String azureResourceId(UnaryOperator<@Nullable String> variables) {
		String subscription = azureSubscription(variables);
		String group = variables.apply("WEBSITE_RESOURCE_GROUP");
		String site = variables.apply("WEBSITE_SITE_NAME");
		return (subscription != null && StringUtils.hasText(group) && StringUtils.hasText(site))
				? "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Web/sites/%s".formatted(subscription, group,
						site)
				: null;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
