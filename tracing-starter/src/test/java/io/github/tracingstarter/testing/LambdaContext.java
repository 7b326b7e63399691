package io.github.tracingstarter.testing;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda says about an invocation of the function {@code orders}.
 */
public final class LambdaContext implements Context {

	@Override
	public String getAwsRequestId() {
		return "8f3e9c1a-0001";
	}

	@Override
	public String getLogGroupName() {
		return "/aws/lambda/orders";
	}

	@Override
	public String getLogStreamName() {
		return "stream";
	}

	@Override
	public String getFunctionName() {
		return "orders";
	}

	@Override
	public String getFunctionVersion() {
		return "7";
	}

	@Override
	public String getInvokedFunctionArn() {
		return "arn:aws:lambda:eu-central-1:123456789012:function:orders:live";
	}

	@Override
	public @Nullable CognitoIdentity getIdentity() {
		return null;
	}

	@Override
	public @Nullable ClientContext getClientContext() {
		return null;
	}

	@Override
	public int getRemainingTimeInMillis() {
		return 30000;
	}

	@Override
	public int getMemoryLimitInMB() {
		return 512;
	}

	@Override
	public @Nullable LambdaLogger getLogger() {
		return null;
	}

}
