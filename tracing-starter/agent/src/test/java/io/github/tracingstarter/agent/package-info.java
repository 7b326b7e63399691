/**
 * Tests of the agent.
 */
@NullMarked
package io.github.tracingstarter.agent;

import org.jspecify.annotations.NullMarked;
