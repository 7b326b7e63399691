package io.github.tracingstarter.instrument.faas;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Names from the semantic conventions for functions. Those that are the same for all
 * invocations of a process are attributes of its resource.
 */
final class FaasAttributes {

	/** The account of the cloud, if only an invocation knows it. */
	static final AttributeKey<String> ACCOUNT_ID = AttributeKey.stringKey("cloud.account.id");

	/** Whether the invocation is the first one of its process. */
	static final AttributeKey<Boolean> COLDSTART = AttributeKey.booleanKey("faas.coldstart");

	/** The id of the invocation. */
	static final AttributeKey<String> INVOCATION_ID = AttributeKey.stringKey("faas.invocation_id");

	/** The id of the function within its cloud, if only an invocation knows it. */
	static final AttributeKey<String> RESOURCE_ID = AttributeKey.stringKey("cloud.resource_id");

	/** The time at which a timer started the invocation, in ISO 8601. */
	static final AttributeKey<String> TIME = AttributeKey.stringKey("faas.time");

	/** What started the invocation. */
	static final AttributeKey<String> TRIGGER = AttributeKey.stringKey("faas.trigger");

	private FaasAttributes() {
	}

}
