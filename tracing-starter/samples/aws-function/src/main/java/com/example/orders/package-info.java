/**
 * A function on AWS Lambda.
 */
package com.example.orders;
