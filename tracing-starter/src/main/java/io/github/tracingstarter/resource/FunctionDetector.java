package io.github.tracingstarter.resource;

import java.util.function.UnaryOperator;

import io.github.tracingstarter.configuration.FunctionPlatform;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Describes a function by the variables that its platform sets. What only an invocation
 * knows, such as the account, is on the span of the invocation.
 */
final class FunctionDetector {

	private static final long MEGABYTE = 1024L * 1024L;

	private final UnaryOperator<@Nullable String> variables;

	private FunctionDetector(UnaryOperator<@Nullable String> variables) {
		this.variables = variables;
	}

	static Resource detect(FunctionPlatform platform, UnaryOperator<@Nullable String> variables) {
		AttributesBuilder attributes = Attributes.builder();
		attributes.put("faas.name", platform.functionName(variables));
		FunctionDetector detector = new FunctionDetector(variables);
		switch (platform) {
			case AWS_LAMBDA -> detector.aws(attributes);
			case AZURE_FUNCTIONS -> detector.azure(attributes);
			case GOOGLE_CLOUD_FUNCTIONS -> detector.google(attributes);
		}
		return Resource.create(attributes.build());
	}

	private void aws(AttributesBuilder attributes) {
		attributes.put("cloud.provider", "aws");
		attributes.put("cloud.platform", "aws_lambda");
		put(attributes, "cloud.region", "AWS_REGION");
		put(attributes, "faas.version", "AWS_LAMBDA_FUNCTION_VERSION");
		put(attributes, "faas.instance", "AWS_LAMBDA_LOG_STREAM_NAME");
		putMemory(attributes, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
	}

	private void azure(AttributesBuilder attributes) {
		attributes.put("cloud.provider", "azure");
		attributes.put("cloud.platform", "azure.functions");
		put(attributes, "cloud.region", "REGION_NAME");
		put(attributes, "faas.instance", "WEBSITE_INSTANCE_ID");
		putMemory(attributes, "WEBSITE_MEMORY_LIMIT_MB");
		attributes.put("cloud.account.id", FunctionPlatform.azureSubscription(this.variables));
		attributes.put("cloud.resource_id", FunctionPlatform.azureResourceId(this.variables));
	}

	private void google(AttributesBuilder attributes) {
		attributes.put("cloud.provider", "gcp");
		attributes.put("cloud.platform", "gcp_cloud_functions");
		put(attributes, "faas.version", "K_REVISION");
	}

	private void put(AttributesBuilder attributes, String key, String variable) {
		String value = this.variables.apply(variable);
		if (StringUtils.hasText(value)) {
			attributes.put(key, value);
		}
	}

	/**
	 * The platforms count in megabytes, the conventions in bytes.
	 */
	private void putMemory(AttributesBuilder attributes, String variable) {
		String value = this.variables.apply(variable);
		if (value != null && value.matches("\\d{1,9}")) {
			attributes.put("faas.max_memory", Long.parseLong(value) * MEGABYTE);
		}
	}

}
